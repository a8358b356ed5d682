package plugin

import (
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
)

// The SDK tells what it thinks of each client that is made.
func TestMain(m *testing.M) {
	log.DefaultLogger = log.NewNullLogger()
	m.Run()
}
