// Command keys writes what a Kubernetes API server on loopback needs to be
// trusted: ca.crt, apiserver.crt and apiserver.key (signed by that authority,
// naming 127.0.0.1), client.crt and client.key (likewise signed, an
// administrator), and service-accounts.key, which signs tokens. The
// authority's own key is thrown away.
package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: keys FOLDER")
		os.Exit(2)
	}
	if err := writeAll(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "cannot make keys:", err)
		os.Exit(1)
	}
}

func writeAll(folder string) error {
	authorityKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	serverKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	clientKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	accountsKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	authority := certificate(1, "bench certificate authority")
	authority.IsCA = true
	authority.BasicConstraintsValid = true
	authority.KeyUsage = x509.KeyUsageCertSign
	server := certificate(2, "bench API server")
	server.KeyUsage = x509.KeyUsageDigitalSignature
	server.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	server.DNSNames = []string{"localhost", "kubernetes", "kubernetes.default.svc"}
	server.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(10, 96, 0, 1)}
	authoritySigned, err := x509.CreateCertificate(rand.Reader, authority, authority, &authorityKey.PublicKey, authorityKey)
	if err != nil {
		return err
	}
	serverSigned, err := x509.CreateCertificate(rand.Reader, server, authority, &serverKey.PublicKey, authorityKey)
	if err != nil {
		return err
	}
	client := certificate(3, "administrator-by-certificate")
	client.Subject.Organization = []string{"system:masters"}
	client.KeyUsage = x509.KeyUsageDigitalSignature
	client.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	clientSigned, err := x509.CreateCertificate(rand.Reader, client, authority, &clientKey.PublicKey, authorityKey)
	if err != nil {
		return err
	}
	files := []struct {
		name  string
		block pem.Block
	}{
		{"ca.crt", pem.Block{Type: "CERTIFICATE", Bytes: authoritySigned}},
		{"apiserver.crt", pem.Block{Type: "CERTIFICATE", Bytes: serverSigned}},
		{"apiserver.key", pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(serverKey)}},
		{"client.crt", pem.Block{Type: "CERTIFICATE", Bytes: clientSigned}},
		{"client.key", pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(clientKey)}},
		{"service-accounts.key", pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(accountsKey)}},
	}
	for _, file := range files {
		if err := os.WriteFile(filepath.Join(folder, file.name), pem.EncodeToMemory(&file.block), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func certificate(serial int64, name string) *x509.Certificate {
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.AddDate(1, 0, 0),
	}
}
