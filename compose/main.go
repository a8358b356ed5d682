// Compose prints, as JSON, what docker compose and BuildKit make of docker-compose.yml and the Dockerfiles, for a
// test that follows their steps without a Docker engine.
package main

import (
	"encoding/json"
	"log"
	"os"

	"github.com/compose-spec/compose-go/v2/types"
)

// Setup is everything that `docker compose up` is told.
type Setup struct {
	Project *types.Project `json:"project"`
	// By Dockerfile.
	Images map[string][]Stage `json:"images"`
	// The files that builds are given.
	Context []string `json:"context"`
}

func main() {
	setup, err := describeSetup("..", os.Environ())
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(setup); err != nil {
		log.Fatal(err)
	}
}

func describeSetup(root string, environment []string) (*Setup, error) {
	project, err := loadProject(root, environment)
	if err != nil {
		return nil, err
	}
	files, err := buildContext(root)
	if err != nil {
		return nil, err
	}
	images := map[string][]Stage{}
	for _, service := range project.Services {
		if service.Build == nil {
			continue
		}
		stages, _, err := parseImage(root, service.Build.Dockerfile)
		if err != nil {
			return nil, err
		}
		images[service.Build.Dockerfile] = stages
	}
	return &Setup{Project: project, Images: images, Context: files}, nil
}
