package main

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
	"google.golang.org/protobuf/proto"
)

const (
	baseDirectory = "/base"
	basePath      = "/base/bin:/bin"
)

// baseConfigs gives every image that a stage starts from a configuration in which all is set, so that what a stage says
// and what it leaves to its base can be told apart.
func baseConfigs(m meaning) map[string]json.RawMessage {
	configs := map[string]json.RawMessage{}
	add := func(name, user string) {
		// An image without a layer would be nothing to BuildKit.
		config := map[string]any{"architecture": "amd64", "os": "linux",
			"rootfs": map[string]any{"type": "layers", "diff_ids": []string{string(digest.FromString(name))}},
			"config": map[string]any{"Env": []string{"PATH=" + basePath, "PYTHONPATH=/base/python"}, "User": user,
				"WorkingDir": baseDirectory, "Entrypoint": []string{"base-entrypoint"}, "Cmd": []string{"base-cmd"},
				"StopSignal": "SIGUSR1", "Labels": map[string]string{"base": "label"}}}
		text, _ := json.Marshal(config)
		configs[fullName(name)] = text
	}
	for _, stage := range m.Stages {
		for _, one := range stage.Steps {
			if name := one.one("image"); name != "" {
				add(name, "9:9")
			}
		}
	}
	for _, stage := range m.Stages {
		if name := baseOf(m, stage); name != "" && name != "scratch" {
			add(name, baseUser(stage))
		}
	}
	return configs
}

func baseUser(stage meantStage) string {
	if stage.FirstUser == "" {
		return "9:9"
	}
	return stage.FirstUser
}

// baseOf names the image that a stage starts from; empty for another stage.
func baseOf(m meaning, stage meantStage) string {
	if stage.From.get("stage") != nil {
		return ""
	}
	return stage.From.get("image")[0].with(func(name string) string {
		for _, argument := range m.Arguments {
			if values := argument.get(name); values != nil {
				return plain(values[0])
			}
		}
		return ""
	})
}

// graph is the build of one stage as BuildKit makes it.
type graph struct {
	ops   map[string]*pb.Op
	chain []*pb.Op // what makes the stage's files, one on the other, its base first
	last  string   // what the end is, by `name`
	names map[string]string
	empty bool // nothing is built, and nothing is started from
}

func graphOf(state *llb.State) (*graph, error) {
	definition, err := state.Marshal(context.Background(), llb.LinuxAmd64)
	if err != nil {
		return nil, err
	}
	g := &graph{ops: map[string]*pb.Op{}, names: map[string]string{}}
	if len(definition.Def) == 0 {
		g.empty = true
		return g, nil
	}
	var end *pb.Op
	for _, encoded := range definition.Def {
		end = &pb.Op{}
		if err := end.Unmarshal(encoded); err != nil {
			return nil, err
		}
		g.ops[string(digest.FromBytes(encoded))] = end
	}
	g.last = g.name(end.Inputs[0].Digest)
	for at := end.Inputs[0].Digest; at != ""; {
		op := g.ops[at]
		g.chain = append(g.chain, op)
		at = g.below(op)
	}
	slices.Reverse(g.chain)
	return g, nil
}

// below gives the digest of what an operation changes; empty for nothing.
func (g *graph) below(op *pb.Op) string {
	input := int64(-1)
	switch {
	case op.GetExec() != nil:
		for _, mount := range op.GetExec().Mounts {
			if mount.Dest == "/" {
				input = mount.Input
			}
		}
	case op.GetFile() != nil:
		input = op.GetFile().Actions[0].Input
	case op.GetMerge() != nil:
		input = op.GetMerge().Inputs[0].Input
	default:
		return ""
	}
	if input < 0 || input >= int64(len(op.Inputs)) {
		return ""
	}
	return op.Inputs[input].Digest
}

// input gives the operation that stands at an input of another one, and what it is.
func (g *graph) input(op *pb.Op, index int64) (*pb.Op, string) {
	if index < 0 || index >= int64(len(op.Inputs)) {
		return nil, ""
	}
	at := op.Inputs[index].Digest
	return g.ops[at], g.name(at)
}

// name says what an operation and all below it are: the same for the same stage in the graph of whichever target, where
// digests differ because the build context is asked for other paths.
func (g *graph) name(at string) string {
	if known, ok := g.names[at]; ok {
		return known
	}
	op := proto.Clone(g.ops[at]).(*pb.Op)
	if source := op.GetSource(); source != nil && strings.HasPrefix(source.Identifier, "local://") {
		source.Attrs = nil
	}
	for _, input := range op.Inputs {
		input.Digest = g.name(input.Digest)
	}
	text, _ := proto.MarshalOptions{Deterministic: true}.Marshal(op)
	g.names[at] = string(digest.FromBytes(text))
	return g.names[at]
}
