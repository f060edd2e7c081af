// Command load speaks to an API server over a few connections kept open: it creates the objects, or reads the
// paths, that its standard input names one a line. It fills a bench, and it is the plainest reader to compare with.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
)

const (
	workers = 16
	// Bytes a line may have.
	longest = 4 << 20
)

// Config is the part of a kubeconfig in JSON that is needed here.
type Config struct {
	Clusters []struct {
		Cluster struct {
			Server    string `json:"server"`
			Authority []byte `json:"certificate-authority-data"`
		} `json:"cluster"`
	} `json:"clusters"`
	Users []struct {
		User struct {
			Token string `json:"token"`
		} `json:"user"`
	} `json:"users"`
}

// Server is an API server and how one is let in.
type Server struct {
	address, token string
	client         *http.Client
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) < 2 {
		return errors.New("usage: load KUBECONFIG create | load KUBECONFIG read [ACCEPT [gzip]]")
	}
	server, err := connect(arguments[0])
	if err != nil {
		return err
	}
	switch arguments[1] {
	case "create":
		return each(os.Stdin, server.create)
	case "read":
		accept, gzip := "application/json", len(arguments) > 3 && arguments[3] == "gzip"
		if len(arguments) > 2 {
			accept = arguments[2]
		}
		return each(os.Stdin, func(path string) error { return server.read(path, accept, gzip) })
	default:
		return fmt.Errorf("cannot %q", arguments[1])
	}
}

func connect(kubeconfig string) (*Server, error) {
	text, err := os.ReadFile(kubeconfig)
	if err != nil {
		return nil, err
	}
	var config Config
	if err := json.Unmarshal(text, &config); err != nil {
		return nil, fmt.Errorf("reading %s: %w", kubeconfig, err)
	}
	if len(config.Clusters) != 1 || len(config.Users) != 1 {
		return nil, fmt.Errorf("%s does not name one cluster and one user", kubeconfig)
	}
	authorities := x509.NewCertPool()
	authorities.AppendCertsFromPEM(config.Clusters[0].Cluster.Authority)
	transport := &http.Transport{
		TLSClientConfig:     &tls.Config{RootCAs: authorities},
		MaxIdleConnsPerHost: workers,
		// Bytes are counted as they come; nobody unpacks them here.
		DisableCompression: true,
	}
	return &Server{
		address: config.Clusters[0].Cluster.Server,
		token:   config.Users[0].User.Token,
		client:  &http.Client{Transport: transport},
	}, nil
}

// each gives every line of input to one of the workers; the first error is returned when all are done.
func each(input io.Reader, do func(line string) error) error {
	lines, failures := make(chan string), make(chan error, workers)
	var working sync.WaitGroup
	for range workers {
		working.Add(1)
		go func() {
			defer working.Done()
			var failure error
			for line := range lines {
				if failure == nil {
					failure = do(line)
				}
			}
			failures <- failure
		}()
	}
	scanner := bufio.NewScanner(input)
	scanner.Buffer(nil, longest)
	for scanner.Scan() {
		lines <- scanner.Text()
	}
	close(lines)
	working.Wait()
	failure := scanner.Err()
	for range workers {
		failure = errors.Join(failure, <-failures)
	}
	return failure
}

func (server *Server) create(line string) error {
	path, body, found := strings.Cut(line, "\t")
	if !found {
		return fmt.Errorf("no tab between path and object in %.60q", line)
	}
	return server.send(http.MethodPost, path, body, nil)
}

func (server *Server) read(path, accept string, gzip bool) error {
	headers := map[string]string{"Accept": accept}
	if gzip {
		headers["Accept-Encoding"] = "gzip"
	}
	return server.send(http.MethodGet, path, "", headers)
}

func (server *Server) send(method, path, body string, headers map[string]string) error {
	request, err := http.NewRequest(method, server.address+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	if server.token != "" {
		request.Header.Set("Authorization", "Bearer "+server.token)
	}
	request.Header.Set("Content-Type", "application/json")
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := server.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		words, _ := io.ReadAll(io.LimitReader(response.Body, 300))
		return fmt.Errorf("%s %s: %s: %s", method, path, response.Status, words)
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
