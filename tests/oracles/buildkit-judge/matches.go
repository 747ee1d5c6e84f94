package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/moby/patternmatcher"
)

// question is an ignore file, and paths of the context that it may leave out.
type question struct {
	File  string   `json:"file"`
	Paths []string `json:"paths"`
}

// printMatches answers a JSON array of questions: for each, which paths are left out, or null where the file is refused.
func printMatches(args []string, out io.Writer) (bool, error) {
	if len(args) != 0 {
		return false, fmt.Errorf("matches takes its questions from standard input")
	}
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		return false, err
	}
	answers := make([][]bool, len(questions))
	for i, asked := range questions {
		list, err := patterns([]byte(asked.File))
		if err != nil {
			continue
		}
		matcher, err := patternmatcher.New(list)
		if err != nil {
			continue
		}
		answers[i] = []bool{}
		for _, path := range asked.Paths {
			ignored, err := matcher.MatchesOrParentMatches(path)
			if err != nil {
				answers[i] = nil
				break
			}
			answers[i] = append(answers[i], ignored)
		}
	}
	return true, encoder(out).Encode(answers)
}
