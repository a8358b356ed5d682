package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// Step is one instruction of a Dockerfile that makes files, or says where or with what they are made.
type Step struct {
	// COPY, RUN, WORKDIR or ENV: the fields below that go with it are set.
	Kind        string            `json:"kind"`
	From        string            `json:"from,omitempty"`
	Sources     []string          `json:"sources,omitempty"`
	Target      string            `json:"target,omitempty"`
	Command     string            `json:"command,omitempty"`
	Path        string            `json:"path,omitempty"`
	Environment map[string]string `json:"environment,omitempty"`
}

// Stage is one FROM of a Dockerfile with what follows it.
type Stage struct {
	Name     string `json:"name"`
	Base     string `json:"base"`
	Platform string `json:"platform,omitempty"`
	Steps    []Step `json:"steps"`
	User     string `json:"user,omitempty"`
	// What a container runs: both together.
	Entrypoint  []string `json:"entrypoint"`
	Command     []string `json:"command"`
	Healthcheck []string `json:"healthcheck"`
}

// parseImage reads a Dockerfile with BuildKit's own parser.
//
// warnings is what BuildKit's linter says about it.
func parseImage(root, dockerfile string) (stages []Stage, warnings []string, err error) {
	file, err := os.Open(filepath.Join(root, dockerfile))
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	parsed, err := parser.Parse(file)
	if err != nil {
		return nil, nil, err
	}
	lint := linter.New(&linter.Config{
		Warn: func(_, _, _, message string, _ []parser.Range) { warnings = append(warnings, message) },
	})
	for _, warning := range parsed.Warnings {
		warnings = append(warnings, warning.Short)
	}
	built, _, err := instructions.Parse(parsed.AST, lint)
	if err != nil {
		return nil, nil, err
	}
	for _, stage := range built {
		stages = append(stages, describe(stage))
	}
	return stages, warnings, nil
}

func describe(stage instructions.Stage) Stage {
	described := Stage{Name: stage.Name, Base: stage.BaseName, Platform: stage.Platform, Steps: []Step{}}
	for _, command := range stage.Commands {
		switch one := command.(type) {
		case *instructions.CopyCommand:
			step := Step{Kind: "COPY", From: one.From, Sources: one.SourcePaths, Target: one.DestPath}
			described.Steps = append(described.Steps, step)
		case *instructions.RunCommand:
			described.Steps = append(described.Steps, Step{Kind: "RUN", Command: strings.Join(one.CmdLine, " ")})
		case *instructions.WorkdirCommand:
			described.Steps = append(described.Steps, Step{Kind: "WORKDIR", Path: one.Path})
		case *instructions.EnvCommand:
			values := map[string]string{}
			for _, pair := range one.Env {
				values[pair.Key] = pair.Value
			}
			described.Steps = append(described.Steps, Step{Kind: "ENV", Environment: values})
		case *instructions.UserCommand:
			described.User = one.User
		case *instructions.EntrypointCommand:
			described.Entrypoint = one.CmdLine
		case *instructions.CmdCommand:
			described.Command = one.CmdLine
		case *instructions.HealthCheckCommand:
			described.Healthcheck = one.Health.Test
		}
	}
	return described
}
