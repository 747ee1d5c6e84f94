package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

// readCompose gives the project with all profiles, variables of the environment filled in. Files that services take
// their variables from are named, not read: they need not be there.
func readCompose(path string) (any, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	folder, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	details := types.ConfigDetails{
		WorkingDir:  folder,
		ConfigFiles: []types.ConfigFile{{Filename: path, Content: text}},
		Environment: types.NewMapping(os.Environ()),
	}
	return loader.LoadWithContext(context.Background(), details, func(options *loader.Options) {
		options.Profiles = []string{"*"}
		options.SkipResolveEnvironment = true
	})
}
