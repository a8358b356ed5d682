package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const recordings = "../../exporter/test/golden/frames"

var capital = regexp.MustCompile("[A-Z]")

// replayingExporter answers each query type with what the exporter answered when it was recorded.
func replayingExporter(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", sending(map[string]string{"status": "ok", "version": "0.1.0"}))
	cluster := map[string]any{"cluster": "", "up": true, "ageSeconds": 1, "brokers": 1, "topics": 2, "groups": 3}
	mux.HandleFunc("GET /api/clusters", sending(map[string]any{"clusters": []any{cluster}}))
	for _, list := range []string{"topics", "groups", "brokers", "producers"} {
		mux.HandleFunc("GET /api/"+list, sending(map[string]any{"cluster": "", list: []any{}, "omitted": 0}))
	}
	mux.HandleFunc("POST /api/query", func(writer http.ResponseWriter, request *http.Request) {
		var asked struct {
			Queries []struct {
				RefID, QueryType string
				Instant          bool
			}
		}
		if err := json.NewDecoder(request.Body).Decode(&asked); err != nil {
			t.Error(err)
		}
		results := map[string]json.RawMessage{}
		for _, query := range asked.Queries {
			results[query.RefID] = recorded(t, query.QueryType, query.Instant)
		}
		sending(map[string]any{"results": results})(writer, request)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// recorded is the answer to a query of the type, and of the same kind where one was recorded.
func recorded(t *testing.T, queryType string, instant bool) json.RawMessage {
	name := capital.ReplaceAllStringFunc(queryType, func(letter string) string { return "-" + strings.ToLower(letter) })
	variants := []string{"", ".instant"}
	if instant {
		variants = []string{".instant", ".group"}
	}
	for _, variant := range variants {
		text, err := os.ReadFile(filepath.Join(recordings, name+variant+".json"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var answer struct{ Results map[string]json.RawMessage }
		if err := errors.Join(err, json.Unmarshal(text, &answer)); err != nil {
			t.Error(err)
		}
		return answer.Results["A"]
	}
	return json.RawMessage(`{"error": "nothing of the kind was recorded", "status": 400}`)
}

func sending(body any) http.HandlerFunc {
	return func(writer http.ResponseWriter, _ *http.Request) {
		writer.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(writer).Encode(body)
	}
}
