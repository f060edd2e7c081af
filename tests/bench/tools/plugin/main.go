// A plugin of age whose keys are X25519's: what it wraps and unwraps can be told, and it runs by the protocol of all
// others.
package main

import (
	"fmt"
	"log"
	"os"

	"filippo.io/age"
	"filippo.io/age/plugin"
)

// Its name, as recipients (age1bench1…) and identities (AGE-PLUGIN-BENCH-1…) carry it.
const name = "bench"

func main() {
	log.SetFlags(0)
	it, err := plugin.New(name)
	if err != nil {
		log.Fatal(err)
	}
	it.RegisterFlags(nil)
	if len(os.Args) == 2 && os.Args[1] == "generate" {
		generate()
		return
	}
	it.HandleRecipient(func(data []byte) (age.Recipient, error) {
		return age.ParseX25519Recipient(string(data))
	})
	it.HandleIdentity(func(data []byte) (age.Identity, error) {
		return age.ParseX25519Identity(string(data))
	})
	os.Exit(it.Main())
}

// generate writes a new identity, then its recipient.
func generate() {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(plugin.EncodeIdentity(name, []byte(key.String())))
	fmt.Println(plugin.EncodeRecipient(name, []byte(key.Recipient().String())))
}
