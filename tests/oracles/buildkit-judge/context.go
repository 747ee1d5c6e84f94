package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
	"github.com/tonistiigi/fsutil"
)

// patterns reads an ignore file and compiles it, as the client does before it walks the context.
func patterns(text []byte) ([]string, error) {
	list, err := ignorefile.ReadAll(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	_, err = patternmatcher.New(list)
	return list, err
}

// ignoreVerdict is the answer of `ignore` for one file.
type ignoreVerdict struct {
	File     string    `json:"file"`
	Patterns int       `json:"patterns"`
	Findings []finding `json:"findings"`
}

func checkIgnoreFiles(names []string, out io.Writer) (bool, error) {
	return eachFile(names, out, func(name string, text []byte) (any, bool) {
		v := ignoreVerdict{File: name, Findings: []finding{}}
		list, err := patterns(text)
		v.Patterns = len(list)
		if err != nil {
			v.Findings = append(v.Findings, finding{"Error", 0, err.Error()})
		}
		return v, err == nil
	})
}

// entry is a file or folder of the context; its path is relative and has slashes.
type entry struct {
	path string
	info fs.FileInfo
}

// walk lists what a client would send of dir with the given ignore patterns, by BuildKit's own walker.
func walk(dir string, ignored []string) ([]entry, error) {
	tree, err := fsutil.NewFS(dir)
	if err != nil {
		return nil, err
	}
	tree, err = fsutil.NewFilterFS(tree, &fsutil.FilterOpt{ExcludePatterns: ignored})
	if err != nil {
		return nil, err
	}
	var list []entry
	err = tree.Walk(context.Background(), "", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		list = append(list, entry{filepath.ToSlash(name), info})
		return err
	})
	return list, err
}

func printContext(args []string, out io.Writer) (bool, error) {
	set := flag.NewFlagSet("context", flag.ContinueOnError)
	name := set.String("ignore", "", "ignore file (DIR/.dockerignore, if it is there)")
	if err := set.Parse(args); err != nil {
		return false, err
	}
	if set.NArg() != 1 {
		return false, fmt.Errorf("context takes one folder")
	}
	dir, must := set.Arg(0), true
	if *name == "" {
		*name, must = filepath.Join(dir, ".dockerignore"), false
	}
	text, err := os.ReadFile(*name)
	if err != nil && (must || !os.IsNotExist(err)) {
		return false, err
	}
	ignored, err := patterns(text)
	if err != nil {
		return false, err
	}
	list, err := walk(dir, ignored)
	for _, e := range list {
		fmt.Fprintf(out, "%s\t%d\t%s\n", e.info.Mode(), e.info.Size(), e.path)
	}
	return err == nil, err
}

// comparison is the answer of `compare`.
type comparison struct {
	File     string    `json:"file"`
	Admitted int       `json:"admitted"` // files, folders not counted
	Sources  []string  `json:"sources"`
	Findings []finding `json:"findings"`
}

// compareContext asks that the ignore file admits what the build reads and nothing else.
func compareContext(args []string, out io.Writer) (bool, error) {
	if len(args) != 3 {
		return false, fmt.Errorf("compare takes a Dockerfile, an ignore file and a folder")
	}
	dockerfile, err := os.ReadFile(args[0])
	if err != nil {
		return false, err
	}
	sources, err := contextSources(dockerfile)
	if err != nil {
		return false, fmt.Errorf("%s: %w", args[0], err)
	}
	text, err := os.ReadFile(args[1])
	if err != nil {
		return false, err
	}
	ignored, err := patterns(text)
	if err != nil {
		return false, fmt.Errorf("%s: %w", args[1], err)
	}
	admitted, err := walk(args[2], ignored)
	if err != nil {
		return false, err
	}
	present, err := walk(args[2], nil)
	if err != nil {
		return false, err
	}
	read, err := followed(args[2], sources)
	if err != nil {
		return false, err
	}
	c := compare(read, admitted, present)
	c.File = args[0]
	return len(c.Findings) == 0, encoder(out).Encode(c)
}

// followed is what sources lead to: the client asks for the links on the way and for their ends.
func followed(dir string, sources []string) ([]string, error) {
	if slices.Contains(sources, ".") {
		return sources, nil
	}
	tree, err := fsutil.NewFS(dir)
	if err != nil {
		return nil, err
	}
	return fsutil.FollowLinks(tree, sources)
}

func compare(sources []string, admitted, present []entry) comparison {
	c := comparison{Sources: sources, Findings: []finding{}}
	for _, e := range admitted {
		if e.info.IsDir() {
			continue
		}
		c.Admitted++
		if !coveredByAny(sources, e.path) {
			c.Findings = append(c.Findings, finding{"AdmittedNotRead", 0, e.path + " is sent to the builder, and nothing reads it"})
		}
	}
	for _, source := range sources {
		switch {
		case coversAny(source, admitted):
		case coversAny(source, present):
			c.Findings = append(c.Findings, finding{"ReadNotAdmitted", 0, source + " is read, and the ignore file leaves it out"})
		case !strings.ContainsAny(source, "*?["): // a pattern may match nothing: that is an optional source
			c.Findings = append(c.Findings, finding{"ReadNotPresent", 0, source + " is read, and the context does not have it"})
		}
	}
	return c
}

func coveredByAny(sources []string, name string) bool {
	for _, source := range sources {
		if covers(source, name) {
			return true
		}
	}
	return false
}

func coversAny(source string, list []entry) bool {
	for _, e := range list {
		if covers(source, e.path) {
			return true
		}
	}
	return source == "." && len(list) == 0
}

// covers says whether a source (a path or pattern, as COPY reads it) is name or a folder above it.
func covers(source, name string) bool {
	if source == "." {
		return true
	}
	depth := strings.Count(source, "/") + 1
	parts := strings.Split(name, "/")
	if len(parts) < depth {
		return false
	}
	matched, err := path.Match(source, strings.Join(parts[:depth], "/"))
	return err == nil && matched
}
