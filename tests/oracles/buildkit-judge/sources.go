package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
)

func printSources(args []string, out io.Writer) (bool, error) {
	if len(args) != 1 {
		return false, fmt.Errorf("sources takes one Dockerfile")
	}
	text, err := os.ReadFile(args[0])
	if err != nil {
		return false, err
	}
	list, err := contextSources(text)
	for _, source := range list {
		fmt.Fprintln(out, source)
	}
	return true, err
}

// contextSources lists the paths and patterns of the build context that COPY, ADD and bind mounts read. They are taken
// from the build graph rather than from the text: there all quoting, escaping and expansion is done, and stages that
// the image does not need are gone.
func contextSources(text []byte) ([]string, error) {
	built, err := build(text, buildOptions{})
	if err != nil {
		return nil, err
	}
	graph, err := built.State.Marshal(context.Background(), llb.LinuxAmd64)
	if err != nil {
		return nil, err
	}
	ops := make([]*pb.Op, len(graph.Def))
	isContext := map[string]bool{} // operations that stand for the build context, by digest
	for i, encoded := range graph.Def {
		ops[i] = &pb.Op{}
		if err := ops[i].Unmarshal(encoded); err != nil {
			return nil, err
		}
		if ops[i].GetSource().GetIdentifier() == "local://context" {
			isContext[string(digest.FromBytes(encoded))] = true
		}
	}
	list := []string{}
	for _, op := range ops {
		fromContext := func(input int64) bool {
			return input >= 0 && input < int64(len(op.Inputs)) && isContext[op.Inputs[input].Digest]
		}
		for _, action := range op.GetFile().GetActions() {
			if fetched := action.GetCopy(); fetched != nil && fromContext(action.SecondaryInput) {
				list = append(list, copied(fetched)...)
			}
		}
		for _, mount := range op.GetExec().GetMounts() {
			if fromContext(mount.Input) {
				list = append(list, relative(mount.Selector))
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// copied gives the sources of one copy operation; `COPY --parents` keeps them as patterns below a common folder.
func copied(action *pb.FileActionCopy) []string {
	if len(action.IncludePatterns) == 0 {
		return []string{relative(action.Src)}
	}
	var list []string
	for _, pattern := range action.IncludePatterns {
		list = append(list, relative(path.Join(action.Src, pattern)))
	}
	return list
}

// relative turns an absolute path of the context into the form of the walker: no leading slash, "." for all of it.
func relative(name string) string {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if name == "" {
		return "."
	}
	return name
}
