package plugin

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// What the exporter really answered; recorded and kept up to date by the exporter's own tests. Each is the answer to one
// query with refId A.
const recordings = "../../../exporter/test/golden/frames"

func recordingNames(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(recordings, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded answers in %s: %v", recordings, err)
	}
	names := make([]string, len(files))
	for at, file := range files {
		names[at] = strings.TrimSuffix(filepath.Base(file), ".json")
	}
	return names
}

func recording(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(recordings, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// recordedResult is the recorded answer to the query itself, without the refId around it.
func recordedResult(t *testing.T, name string) json.RawMessage {
	t.Helper()
	var answer struct {
		Results map[string]json.RawMessage `json:"results"`
	}
	if err := json.Unmarshal(recording(t, name), &answer); err != nil {
		t.Fatal(err)
	}
	return answer.Results["A"]
}

// recordedExporter is an HTTP server that answers as it is told, and notes what it was asked.
type recordedExporter struct {
	*httptest.Server
	mutex sync.Mutex
	asked []asked
}

type asked struct {
	method, path, query, body string
	header                    http.Header
}

func (e *recordedExporter) requests() []asked {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.asked
}

func (e *recordedExporter) noting(answer http.HandlerFunc) http.HandlerFunc {
	return func(writer http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		e.mutex.Lock()
		e.asked = append(e.asked, asked{request.Method, request.URL.Path, request.URL.RawQuery, string(body), request.Header})
		e.mutex.Unlock()
		answer(writer, request)
	}
}

func startExporter(t *testing.T, answer http.HandlerFunc) *recordedExporter {
	t.Helper()
	e := &recordedExporter{}
	e.Server = httptest.NewServer(e.noting(answer))
	t.Cleanup(e.Close)
	return e
}

// answering gives every request the same answer.
func answering(status int, contentType, body string) http.HandlerFunc {
	return func(writer http.ResponseWriter, _ *http.Request) {
		writer.Header().Set("Content-Type", contentType)
		writer.WriteHeader(status)
		_, _ = io.WriteString(writer, body)
	}
}

func answeringJSON(body string) http.HandlerFunc {
	return answering(http.StatusOK, "application/json", body)
}

func datasource(t *testing.T, settings backend.DataSourceInstanceSettings) *Datasource {
	t.Helper()
	settings.Type = "kafkascope-kafka-datasource"
	instance, err := NewDatasource(context.Background(), settings)
	if err != nil {
		t.Fatal(err)
	}
	made := instance.(*Datasource)
	t.Cleanup(made.Dispose)
	return made
}

func datasourceAt(t *testing.T, url string) *Datasource {
	t.Helper()
	return datasource(t, backend.DataSourceInstanceSettings{URL: url})
}

var (
	from = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	to   = from.Add(time.Hour)
)

// query is as Grafana sends it, with what the query editor wrote.
func query(refID, written string) backend.DataQuery {
	return backend.DataQuery{
		RefID:         refID,
		JSON:          json.RawMessage(written),
		TimeRange:     backend.TimeRange{From: from, To: to},
		MaxDataPoints: 500,
		Interval:      15 * time.Second,
	}
}

func ask(t *testing.T, d *Datasource, headers map[string]string, queries ...backend.DataQuery) backend.Responses {
	t.Helper()
	response, err := d.QueryData(t.Context(), &backend.QueryDataRequest{Headers: headers, Queries: queries})
	if err != nil {
		t.Fatal(err)
	}
	if len(response.Responses) != len(queries) {
		t.Fatalf("%d queries have %d responses", len(queries), len(response.Responses))
	}
	return response.Responses
}

// mustFail checks that a response is an error that is not the plugin's fault, with a status, and says so in a sentence.
func mustFail(t *testing.T, response backend.DataResponse, status backend.Status, parts ...string) {
	t.Helper()
	if response.Error == nil {
		t.Fatalf("no error, but %d frames", len(response.Frames))
	}
	if response.Status != status {
		t.Errorf("status %d in place of %d: %v", response.Status, status, response.Error)
	}
	if response.ErrorSource != backend.ErrorSourceDownstream {
		t.Errorf("the source of the error is %q: %v", response.ErrorSource, response.Error)
	}
	mustSay(t, response.Error.Error(), parts...)
}

func mustSay(t *testing.T, sentence string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(sentence, part) {
			t.Errorf("%q does not say %q", sentence, part)
		}
	}
	if !strings.HasSuffix(sentence, ".") && !strings.HasSuffix(sentence, "?") {
		t.Errorf("%q is no sentence", sentence)
	}
}
