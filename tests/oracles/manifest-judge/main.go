// manifest-judge reads what is handed to compose and to a Kubernetes cluster as these do, and prints what it means.
//
//	manifest-judge compose FILE       the project, by compose's own loader, which holds it to the compose specification
//	manifest-judge kubernetes FILE    the objects, by the types of the Kubernetes API; an unknown field is an error
//
// The answer is JSON. Exit status: 0 it was read, 1 it is wrong and standard error says why, 2 wrong usage.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	readers := map[string]func(string) (any, error){"compose": readCompose, "kubernetes": readKubernetes}
	if len(os.Args) != 3 || readers[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: manifest-judge compose|kubernetes FILE")
		os.Exit(2)
	}
	meant, err := readers[os.Args[1]](os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(meant); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
