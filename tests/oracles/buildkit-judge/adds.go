package main

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/dfgitutil"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

var (
	commitHash   = regexp.MustCompile(`^[0-9a-f]{40}$`)
	sumIsChecked = regexp.MustCompile(`\b(sha256|sha512|md5)sum\s+(-c|--check)\b`)
	writtenSum   = regexp.MustCompile(`\b([0-9a-f]{128}|[0-9a-f]{64}|[0-9a-f]{32})\b`)
)

// judgeAdds holds every ADD to two rules, where other judges refuse ADD altogether: what it brings in is fixed (by
// --checksum, by a git commit, or by a checksum that a later RUN of the same stage tests), and it stays out of the
// final stage, so that the image holds only what COPY took from the stage that fetched.
func judgeAdds(text []byte) []finding {
	tree, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return []finding{{"Error", placeOf(err), err.Error()}}
	}
	// A silent linter, not nil: without one, BuildKit's parser panics on a `check=` comment.
	stages, _, err := instructions.Parse(tree.AST, linter.New(&linter.Config{}))
	if err != nil {
		return []finding{{"Error", placeOf(err), err.Error()}}
	}
	var found []finding
	for n, stage := range stages {
		for i, cmd := range stage.Commands {
			add, ok := cmd.(*instructions.AddCommand)
			if !ok {
				continue
			}
			line := firstLine(add.Location())
			if n == len(stages)-1 {
				found = append(found, finding{"AddInFinalStage", line, "ADD stands in the final stage; COPY from the stage that fetched"})
			}
			for _, source := range add.SourcePaths {
				if !isFixed(source, add) && !isTestedLater(source, add.DestPath, stage.Commands[i+1:]) {
					found = append(found, finding{"AddUnchecked", line,
						fmt.Sprintf("nothing fixes what ADD %s brings in: no checksum, no commit, no later checksum test", source)})
				}
			}
		}
	}
	return found
}

// isFixed says whether the instruction itself pins the source. `#hash` pins only where BuildKit sees a git repository;
// behind any other address it is a fragment without effect.
func isFixed(source string, add *instructions.AddCommand) bool {
	if add.Checksum != "" {
		return true
	}
	git, isGit, err := dfgitutil.ParseGitRef(source)
	return err == nil && isGit && (commitHash.MatchString(git.Ref) || commitHash.MatchString(git.Checksum))
}

// isTestedLater looks for a RUN that names the added file, holds a checksum and tests it.
func isTestedLater(source, dest string, later []instructions.Command) bool {
	name := path.Base(dest)
	if strings.HasSuffix(dest, "/") {
		name = path.Base(source)
	}
	for _, cmd := range later {
		run, ok := cmd.(*instructions.RunCommand)
		if !ok {
			continue
		}
		script := strings.Join(run.CmdLine, " ")
		if strings.Contains(script, name) && writtenSum.MatchString(script) && sumIsChecked.MatchString(script) {
			return true
		}
	}
	return false
}
