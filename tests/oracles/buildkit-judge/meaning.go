package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

// value is a text: literal pieces and references to variables.
type value []piece

type piece struct {
	literal                  string
	variable, before, behind string
}

func (v *value) UnmarshalJSON(data []byte) error {
	var literal string
	if json.Unmarshal(data, &literal) == nil {
		*v = value{{literal: literal}}
		return nil
	}
	var parts []json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	for _, part := range parts {
		var one piece
		if json.Unmarshal(part, &one.literal) != nil {
			var named struct{ Variable, Before, Behind string }
			if err := json.Unmarshal(part, &named); err != nil {
				return err
			}
			one = piece{variable: named.Variable, before: named.Before, behind: named.Behind}
		}
		*v = append(*v, one)
	}
	return nil
}

// with gives the text when variables have these values; one that is not set or empty takes what is around it away.
func (v value) with(lookup func(string) string) string {
	var text strings.Builder
	for _, part := range v {
		if part.variable == "" {
			text.WriteString(part.literal)
		} else if held := lookup(part.variable); held != "" || part.before+part.behind == "" {
			text.WriteString(part.before + held + part.behind)
		}
	}
	return text.String()
}

// fact is a name and its values.
type fact struct {
	name   string
	values []value
}

func (f *fact) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&f.name, &f.values})
}

// setting is a variable and its value.
type setting struct {
	name string
	to   value
}

func (s *setting) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&s.name, &s.to})
}

// unit is one command of a RUN: words for a program, or text for a shell.
type unit struct {
	Words     []value
	Variables []setting
	Into      value
	Text      string
	Simple    bool
	Shell     []string
	Called    string
}

type runCommands struct {
	Strict  bool
	Secrets []struct {
		Name, File        string
		Mounted, Required bool
	}
	Variables []setting
	All       []unit
}

type statement struct {
	Keyword   string
	Facts     []fact
	Verbatim  string
	User      *string
	Directory *string
	Commands  *runCommands
}

// get gives the values of a fact; nil where it is none.
func (s statement) get(name string) []value {
	for _, one := range s.Facts {
		if one.name == name {
			return one.values
		}
	}
	return nil
}

// one gives the only value of a fact, which has no variables.
func (s statement) one(name string) string {
	values := s.get(name)
	if len(values) == 0 {
		return ""
	}
	return plain(values[0])
}

func plain(v value) string { return v.with(func(name string) string { return "${" + name + "}" }) }

func plainAll(values []value) []string {
	list := []string{}
	for _, one := range values {
		list = append(list, plain(one))
	}
	return list
}

type meantStage struct {
	Name          string
	From          statement
	FirstUser     string `json:"first_user"`
	Shell         []string
	Steps         []statement
	Configuration []statement
	User          string
	Directory     string
	IsImage       bool `json:"is_image"`
}

// meaning is what the compiler says that a Dockerfile means.
type meaning struct {
	Image     string
	Context   []string
	Arguments []statement
	Stages    []meantStage
}

// meaningVerdict is the answer of `meaning` for one file.
type meaningVerdict struct {
	File     string    `json:"file"`
	Compared bool      `json:"compared"` // not with instructions that the spec has as they stand
	Steps    int       `json:"steps"`
	Findings []finding `json:"findings"`
}

// judgeMeanings reads `{"file": …, "meaning": …}` a line from standard input and holds each file to its meaning.
func judgeMeanings(args []string, out io.Writer) (bool, error) {
	if len(args) != 0 {
		return false, fmt.Errorf("meaning takes files and what they mean from standard input")
	}
	lines := json.NewDecoder(os.Stdin)
	var all []asked
	for lines.More() {
		var one asked
		if err := lines.Decode(&one); err != nil {
			return false, err
		}
		all = append(all, one)
	}
	verdicts := make([]meaningVerdict, len(all))
	failures := make([]error, len(all))
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for i := worker; i < len(all); i += workers {
				verdicts[i], failures[i] = all[i].judge()
			}
		})
	}
	group.Wait()
	clean := true
	enc := encoder(out)
	for i, v := range verdicts {
		if failures[i] != nil {
			return false, failures[i]
		}
		if err := enc.Encode(v); err != nil {
			return false, err
		}
		clean = clean && len(v.Findings) == 0
	}
	return clean, nil
}

const workers = 2

// asked is a line of the questions.
type asked struct {
	File    string
	Meaning meaning
}

func (one asked) judge() (meaningVerdict, error) {
	text, err := os.ReadFile(one.File)
	if err != nil {
		return meaningVerdict{}, err
	}
	v := judgeMeaning(text, one.Meaning)
	v.File = one.File
	return v, nil
}
