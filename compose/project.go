package main

import (
	"context"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

const composeFile = "docker-compose.yml"

// loadProject reads docker-compose.yml with the library of docker compose: what `docker compose config` shows.
//
// environment holds NAME=value lines; variables that are not among them take their defaults. Services that are in a
// profile are there only when that is named; "*" names all.
func loadProject(root string, environment []string, profiles ...string) (*types.Project, error) {
	options, err := projectOptions(root, environment, profiles...)
	if err != nil {
		return nil, err
	}
	return options.LoadProject(context.Background())
}

func projectOptions(root string, environment []string, profiles ...string) (*cli.ProjectOptions, error) {
	return cli.NewProjectOptions(
		[]string{filepath.Join(root, composeFile)},
		cli.WithWorkingDirectory(root),
		cli.WithEnv(environment),
		cli.WithProfiles(profiles),
	)
}
