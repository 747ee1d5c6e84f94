// buildkit-judge answers questions about a Dockerfile with BuildKit's own Dockerfile frontend, linked in as a library.
// It needs neither a daemon nor a network. It is a test tool and no part of Boxwright's binary.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
)

const usage = `usage: buildkit-judge COMMAND …

  check FILE…                      BuildKit's build checks, all of them, and the rules for ADD; one JSON object a file
  config [-target STAGE] [-arg K=V]… [-bases FILE] FILE
                                   the image's configuration after all quoting and expansion, as JSON
  ignore FILE…                     does each ignore file parse? one JSON object a file
  context [-ignore FILE] DIR       what a client would send of DIR: mode, size and path, separated by tabs
  sources FILE                     the paths of the build context that the build reads, one a line
  matches                          JSON from standard input: ignore files and paths; which paths each leaves out
  meaning                          JSON lines from standard input: Dockerfiles and what they mean; where BuildKit reads something else
  compare DOCKERFILE IGNORE DIR    admitted files against paths read, as JSON

Exit status: 0 nothing found, 1 findings, 2 the judge itself failed.
`

// A finding is one complaint. Line is 0 where it is about the whole file.
type finding struct {
	Rule    string `json:"rule"`
	Line    int    `json:"line"`
	Message string `json:"message"`
}

func sortFindings(list []finding) {
	sort.SliceStable(list, func(a, b int) bool {
		if list[a].Line != list[b].Line {
			return list[a].Line < list[b].Line
		}
		return list[a].Rule+list[a].Message < list[b].Rule+list[b].Message
	})
}

// A command prints to out and says whether it found anything to complain about.
type command func(args []string, out io.Writer) (clean bool, err error)

var commands = map[string]command{
	"check":   checkFiles,
	"config":  printConfig,
	"ignore":  checkIgnoreFiles,
	"context": printContext,
	"sources": printSources,
	"matches": printMatches,
	"meaning": judgeMeanings,
	"compare": compareContext,
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	clean, err := commands[os.Args[1]](os.Args[2:], os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "buildkit-judge:", err)
		os.Exit(2)
	}
	if !clean {
		os.Exit(1)
	}
}

// eachFile gives every named file's content to look and prints its answer; look says whether the file is clean.
func eachFile(names []string, out io.Writer, look func(name string, text []byte) (any, bool)) (bool, error) {
	if len(names) == 0 {
		return false, fmt.Errorf("no file was named")
	}
	clean := true
	enc := encoder(out)
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return false, err
		}
		answer, ok := look(name, text)
		if err := enc.Encode(answer); err != nil {
			return false, err
		}
		clean = clean && ok
	}
	return clean, nil
}

func encoder(out io.Writer) *json.Encoder {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc
}

func printConfig(args []string, out io.Writer) (bool, error) {
	set := flag.NewFlagSet("config", flag.ContinueOnError)
	var opt buildOptions
	opt.args = map[string]string{}
	set.StringVar(&opt.target, "target", "", "stage whose image is asked for (the last one)")
	set.Func("arg", "build argument, NAME=VALUE", func(pair string) error {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return fmt.Errorf("%q is not NAME=VALUE", pair)
		}
		opt.args[name] = value
		return nil
	})
	set.Func("bases", "JSON object from an image's full reference to its configuration", func(name string) error {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return json.Unmarshal(text, &opt.bases)
	})
	if err := set.Parse(args); err != nil {
		return false, err
	}
	if set.NArg() != 1 {
		return false, fmt.Errorf("config takes one Dockerfile")
	}
	text, err := os.ReadFile(set.Arg(0))
	if err != nil {
		return false, err
	}
	built, err := build(text, opt)
	if err != nil {
		return false, err
	}
	enc := encoder(out)
	enc.SetIndent("", "  ")
	return true, enc.Encode(configuration(built.Image.Config))
}
