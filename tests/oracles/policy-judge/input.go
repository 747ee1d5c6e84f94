package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// stage and instruction are the input that the policies are written for; their field names are the policies'.
type stage struct {
	Name     string
	Commands []instruction
}

type instruction struct {
	Cmd       string // lower case
	SubCmd    string // CMD or NONE of a HEALTHCHECK, the inner instruction of an ONBUILD
	Flags     []string
	Value     []string
	Original  string
	JSON      bool
	Stage     int
	Path      string
	StartLine int
	EndLine   int
}

// policyInput gives the instructions by stage. An ARG before the first FROM stands in a stage of its own.
func policyInput(text []byte) ([]stage, error) {
	tree, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	silent := linter.New(&linter.Config{}) // without one, BuildKit's parser panics on a `check=` comment
	var stages []stage
	froms := 0
	for _, node := range tree.AST.Children {
		parsed, err := instructions.ParseInstructionWithLinter(node, silent)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", node.StartLine, err)
		}
		if from, ok := parsed.(*instructions.Stage); ok {
			froms++
			stages = append(stages, stage{Name: nameOf(from, node)})
		} else if len(stages) == 0 {
			if !strings.EqualFold(node.Value, "arg") {
				return nil, errors.New("an instruction other than ARG stands before the first FROM")
			}
			stages = append(stages, stage{Name: "args"})
		}
		last := &stages[len(stages)-1]
		last.Commands = append(last.Commands, describe(node, max(froms-1, 0)))
	}
	return stages, nil
}

// nameOf is what follows FROM, as written: the policies look for the alias in it.
func nameOf(from *instructions.Stage, node *parser.Node) string {
	_, rest, _ := strings.Cut(node.Original, " ")
	if rest = strings.TrimSpace(rest); rest != "" {
		return rest
	}
	return from.BaseName
}

func describe(node *parser.Node, number int) instruction {
	in := instruction{
		Cmd:       strings.ToLower(node.Value),
		Flags:     append([]string{}, node.Flags...),
		Value:     []string{},
		Original:  node.Original,
		JSON:      node.Attributes["json"],
		Stage:     number,
		Path:      "Dockerfile",
		StartLine: node.StartLine,
		EndLine:   node.EndLine,
	}
	word := node.Next
	if word != nil && len(word.Children) > 0 {
		in.SubCmd = word.Children[0].Value
		word = word.Children[0].Next
	}
	for ; word != nil; word = word.Next {
		in.Value = append(in.Value, word.Value)
	}
	if in.Cmd == "run" && len(node.Heredocs) > 0 {
		in.Value = []string{withScripts(in.Value, node.Heredocs)}
	}
	return in
}

// withScripts shows the policies what a RUN here-document runs rather than its marker, on one line.
func withScripts(words []string, docs []parser.Heredoc) string {
	var parts []string
	if len(words) != 1 || !strings.HasPrefix(words[0], "<<") {
		parts = append(parts, words...)
	}
	for _, doc := range docs {
		parts = append(parts, strings.Join(strings.Split(strings.TrimSpace(doc.Content), "\n"), " ; "))
	}
	return strings.Join(parts, " ; ")
}
