package plugin

import (
	"fmt"
	"testing"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

var fromAlert = map[string]string{"FromAlert": "true"}

func TestWhatNoAlertRuleCanEvaluateIsRefused(t *testing.T) {
	exporter := startExporter(t, answeringJSON(string(recording(t, "lag.instant"))))
	d := datasourceAt(t, exporter.URL)
	for queryType := range notForAlerts {
		response := ask(t, d, fromAlert, query("A", `{"queryType": "`+queryType+`"}`))["A"]
		mustFail(t, response, 400, "alert rule", "Choose Lag, Time lag")
	}
	mustFail(t, ask(t, d, map[string]string{"fromalert": "true"}, query("A", `{"queryType": "graph"}`))["A"], 400, "A graph")
	if asked := exporter.requests(); len(asked) != 0 {
		t.Errorf("the exporter was asked %v", asked)
	}
	if err := ask(t, d, nil, query("A", `{"queryType": "graph"}`))["A"].Error; err != nil {
		t.Errorf("refused outside of alert rules: %v", err)
	}
}

func TestVariablesAreRefusedInAlertRules(t *testing.T) {
	d := datasourceAt(t, startExporter(t, answeringJSON(string(recording(t, "lag.instant")))).URL)
	for _, text := range []string{"$topic", "${topic:regex}", "[[topic]]", "^$topic$"} {
		response := ask(t, d, fromAlert, query("A", fmt.Sprintf(`{"queryType": "lag", "topic": %q}`, text)))["A"]
		mustFail(t, response, 400, "know no dashboard variables")
	}
	for _, text := range []string{"", "^orders$", "a$|b$", "[[:alpha:]]", "^(a|b)$"} {
		response := ask(t, d, fromAlert, query("A", fmt.Sprintf(`{"queryType": "lag", "topic": %q}`, text)))["A"]
		if response.Error != nil {
			t.Errorf("%q: %v", text, response.Error)
		}
	}
}

func TestAlertRulesGetTheAnswersThatTheyCanEvaluate(t *testing.T) {
	numbers, series := 0, 0
	for _, name := range recordingNames(t) {
		exporter := startExporter(t, answeringJSON(string(recording(t, name))))
		frames := ask(t, datasourceAt(t, exporter.URL), fromAlert, query("A", `{"queryType": "lag"}`))["A"].Frames
		var problem error
		switch frames[0].Meta.Type {
		case data.FrameTypeNumericLong:
			numbers++
			problem = numericProblem(frames)
		case data.FrameTypeTimeSeriesWide:
			series++
			problem = seriesProblem(frames)
		}
		if problem != nil {
			t.Errorf("%s: %v", name, problem)
		}
	}
	if numbers < 10 || series < 6 {
		t.Errorf("only %d numeric frames and %d time series were checked", numbers, series)
	}
}

// numericProblem is what the reader of Grafana's data plane, with which alert rules read numbers, has against frames. On top
// of that, alert rules want one number in each row, and labels that no other row has.
func numericProblem(frames data.Frames) error {
	reader, err := numeric.CollectionReaderFromFrames(frames)
	if err != nil {
		return err
	}
	collection, err := reader.GetCollection(false)
	if err != nil {
		return err
	}
	if collection.Warning != nil || len(collection.RemainderIndices) > 0 {
		return fmt.Errorf("the reader warns of %v and leaves out %v", collection.Warning, collection.RemainderIndices)
	}
	rows, err := frames[0].RowLen()
	if err != nil || len(collection.Refs) != rows {
		return fmt.Errorf("%d numbers in %d rows: %w", len(collection.Refs), rows, err)
	}
	seen := map[string]bool{}
	for _, ref := range collection.Refs {
		value, _, err := ref.NullableFloat64Value()
		if err != nil || value == nil {
			return fmt.Errorf("%s has no number: %w", ref.GetLabels(), err)
		}
		key := ref.GetLabels().String()
		// What is one number for all has none.
		if seen[key] || (key == "" && rows > 1) {
			return fmt.Errorf("two numbers have the labels %q", key)
		}
		seen[key] = true
	}
	return nil
}

// seriesProblem is the same for time series. A frame without fields is how no data are said.
func seriesProblem(frames data.Frames) error {
	reader, err := timeseries.CollectionReaderFromFrames(frames)
	if err != nil {
		return err
	}
	collection, err := reader.GetCollection(true)
	if err != nil {
		return err
	}
	if collection.Warning != nil || len(collection.RemainderIndices) > 0 {
		return fmt.Errorf("the reader warns of %v and leaves out %v", collection.Warning, collection.RemainderIndices)
	}
	if len(collection.Refs) != max(0, len(frames[0].Fields)-1) {
		return fmt.Errorf("%d series of %d fields", len(collection.Refs), len(frames[0].Fields))
	}
	return nil
}
