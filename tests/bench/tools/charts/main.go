// Command charts serves a folder over HTTP: the bench's static chart repositories.
package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: charts HOST:PORT FOLDER")
		os.Exit(2)
	}
	err := http.ListenAndServe(os.Args[1], http.FileServer(http.Dir(os.Args[2])))
	fmt.Fprintln(os.Stderr, "cannot serve:", err)
	os.Exit(1)
}
