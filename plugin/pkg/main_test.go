package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

var (
	metricTypes = []string{"lag", "timeLag", "timeToLoss", "lost", "status", "produceRate", "consumeRate", "diskFree"}
	otherTypes  = []string{"findings", "groups", "topics", "brokers", "producers"}
)

// The whole way from Grafana to the exporter and back: the built program, its handshake, gRPC, HTTP.
func TestTheBuiltPlugin(t *testing.T) {
	exporter := *exporterURL
	if exporter == "" {
		exporter = replayingExporter(t)
	}
	program := startProgram(t)
	plugin := program.at(exporter)

	if *kafkaIsDown {
		t.Run("says that Kafka is down", func(t *testing.T) {
			health := plugin.health()
			if health.Status != backend.HealthStatusError || !strings.Contains(health.Message, "is here, but it cannot read Kafka: the cluster could not be read yet: ") {
				t.Errorf("%s: %s", health.Status, health.Message)
			}
			response := plugin.query(nil, query("A", `{"queryType": "lag"}`))["A"]
			if response.Error == nil || response.Status != 503 {
				t.Errorf("%d %v", response.Status, response.Error)
			}
			t.Log(health.Message, response.Error)
		})
		return
	}

	t.Run("is healthy", func(t *testing.T) {
		health := plugin.health()
		if health.Status != backend.HealthStatusOk || !strings.HasPrefix(health.Message, "Kafkascope 0.") {
			t.Errorf("%s: %s", health.Status, health.Message)
		}
		t.Log(health.Message)
	})

	t.Run("answers each type of query", func(t *testing.T) {
		queries := []backend.DataQuery{query("graph", `{"queryType": "graph"}`)}
		for _, name := range append(metricTypes, otherTypes...) {
			queries = append(queries, query(name, fmt.Sprintf(`{"queryType": %q}`, name)))
		}
		responses := plugin.query(nil, queries...)
		for refID, response := range responses {
			want := 1
			if refID == "graph" {
				want = 2
			}
			if response.Error != nil {
				t.Errorf("%s: %v", refID, response.Error)
			} else if len(response.Frames) != want {
				t.Errorf("%s: %d frames", refID, len(response.Frames))
			}
		}
		if len(responses) != len(queries) {
			t.Errorf("%d responses to %d queries", len(responses), len(queries))
		}
		if nodes := responses["graph"].Frames[0]; nodes.Name != "nodes" || nodes.Rows() == 0 {
			t.Errorf("%d nodes in %s", nodes.Rows(), nodes.Name)
		}
	})

	t.Run("gives alert rules one number in each row", func(t *testing.T) {
		var queries []backend.DataQuery
		for _, name := range metricTypes {
			queries = append(queries, query(name, fmt.Sprintf(`{"queryType": %q, "instant": true}`, name)))
		}
		for refID, response := range plugin.query(map[string]string{"FromAlert": "true"}, queries...) {
			if response.Error != nil {
				t.Errorf("%s: %v", refID, response.Error)
			} else if frame := response.Frames[0]; frame.Meta.Type != data.FrameTypeNumericLong {
				t.Errorf("%s is %s", refID, frame.Meta.Type)
			}
		}
		lag := plugin.query(map[string]string{"FromAlert": "true"}, query("A", `{"queryType": "lag", "instant": true, "topic": "^orders$", "group": "^billing$"}`))["A"]
		if lag.Error != nil || lag.Frames[0].Rows() == 0 {
			t.Fatalf("no lag: %v", lag.Error)
		}
		frame := lag.Frames[0]
		if group, topic := frame.At(0, 0), frame.At(1, 0); group != "billing" || topic != "orders" {
			t.Errorf("the lag of %v in %v", group, topic)
		}
		if value, is := frame.ConcreteAt(2, 0); !is || value.(float64) <= 0 {
			t.Errorf("a lag of %v", value)
		}
	})

	t.Run("refuses a graph in an alert rule", func(t *testing.T) {
		refused := plugin.query(map[string]string{"FromAlert": "true"}, query("A", `{"queryType": "graph"}`))["A"]
		if refused.Status != 400 || refused.Error == nil || !strings.Contains(refused.Error.Error(), "Choose Lag") || refused.ErrorSource != backend.ErrorSourceDownstream {
			t.Errorf("%d %v from %s", refused.Status, refused.Error, refused.ErrorSource)
		}
	})

	t.Run("gives pickers their lists", func(t *testing.T) {
		for _, list := range []string{"clusters", "brokers", "topics", "groups", "producers"} {
			status, body := plugin.resource(list, "limit=10")
			var answer map[string]json.RawMessage
			if err := json.Unmarshal(body, &answer); status != 200 || err != nil || answer[list] == nil {
				t.Errorf("%s: %d %s", list, status, body)
			}
		}
	})

	t.Run("says that no exporter is there", func(t *testing.T) {
		plugin := program.at("http://127.0.0.1:1")
		if health := plugin.health(); health.Status != backend.HealthStatusError || !strings.Contains(health.Message, "nothing listens there") {
			t.Errorf("%s: %s", health.Status, health.Message)
		}
		response := plugin.query(nil, query("A", `{"queryType": "lag"}`))["A"]
		if response.Error == nil || response.Status != 502 || response.ErrorSource != backend.ErrorSourceDownstream {
			t.Errorf("%d %v from %s", response.Status, response.Error, response.ErrorSource)
		}
		if status, body := plugin.resource("topics", ""); status != 502 || !strings.Contains(string(body), "nothing listens there") {
			t.Errorf("%d %s", status, body)
		}
	})

	if *exporterURL == "" {
		return
	}
	t.Run("passes on what a running exporter refuses", func(t *testing.T) {
		responses := plugin.query(nil, query("A", `{"queryType": "lag", "topic": "("}`), query("B", `{"queryType": "lag", "cluster": "nowhere"}`),
			query("C", `{"queryType": "lagOfTomorrow"}`), query("D", `{"queryType": "lag", "topic": "", "group": ".*", "tomorrow": true}`))
		for refID, status := range map[string]backend.Status{"A": 400, "B": 404, "C": 400} {
			if response := responses[refID]; response.Error == nil || response.Status != status {
				t.Errorf("%s: %d %v", refID, response.Status, response.Error)
			}
		}
		if responses["D"].Error != nil {
			t.Error(responses["D"].Error)
		}
		if status, body := plugin.resource("topics", "filter=("); status != 400 || !strings.Contains(string(body), "filter") {
			t.Errorf("%d %s", status, body)
		}
		if status, body := plugin.resource("topics", "filter=%5Eord&limit=1"); status != 200 || !strings.Contains(string(body), `"orders"`) {
			t.Errorf("%d %s", status, body)
		}
	})
}

// query is of the last hour, as Grafana sends it.
func query(refID, written string) backend.DataQuery {
	now := time.Now()
	return backend.DataQuery{
		RefID:         refID,
		JSON:          json.RawMessage(written),
		TimeRange:     backend.TimeRange{From: now.Add(-time.Hour), To: now.Add(time.Minute)},
		MaxDataPoints: 1000,
		Interval:      10 * time.Second,
	}
}
