// policy-judge holds Dockerfiles and Kubernetes objects to trivy's policies: the Rego modules of trivy-checks, run by OPA
// over what BuildKit's parser, or one of YAML, reads. It is a test tool and no part of Boxwright's binary.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

const usage = `usage: policy-judge check FILE…        Dockerfiles: one JSON object a file
       policy-judge kubernetes FILE…   Kubernetes objects, likewise
       policy-judge examples          judge the good and bad examples that the policies ship, and say where we differ

Exit status: 0 nothing found, 1 findings, 2 the judge itself failed.
`

// policyCounts is how many live policies trivy-checks v1.10.0 holds. An update that loads none, or fewer, must not pass
// for a clean result.
var policyCounts = map[string]int{"docker": 27, "kubernetes": 156}

func main() {
	clean, err := run(os.Args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "policy-judge:", err)
		os.Exit(2)
	}
	if !clean {
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) (bool, error) {
	if len(args) == 0 {
		return false, fmt.Errorf("no command\n%s", usage)
	}
	of := "docker"
	if args[0] == "kubernetes" {
		of = args[0]
	}
	policies, err := loadPolicies(of)
	if err != nil {
		return false, err
	}
	if len(policies) != policyCounts[of] {
		return false, fmt.Errorf("%d policies were loaded, not %d", len(policies), policyCounts[of])
	}
	switch args[0] {
	case "check":
		return checkFiles(policies, judge, args[1:], out)
	case "kubernetes":
		return checkFiles(policies, judgeObjects, args[1:], out)
	case "examples":
		return judgeExamples(policies, out)
	}
	return false, fmt.Errorf("no command is called %q\n%s", args[0], usage)
}

// verdict is the answer of `check` for one file.
type verdict struct {
	File     string    `json:"file"`
	Policies int       `json:"policies"`
	Findings []finding `json:"findings"`
}

func checkFiles(policies []policy, judge func([]policy, []byte) []finding, names []string, out io.Writer) (bool, error) {
	if len(names) == 0 {
		return false, fmt.Errorf("no file was named")
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	clean := true
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return false, err
		}
		v := verdict{name, len(policies), judge(policies, text)}
		clean = clean && len(v.Findings) == 0
		if err := enc.Encode(v); err != nil {
			return false, err
		}
	}
	return clean, nil
}
