package plugin

import (
	"fmt"
	"strings"
	"testing"
	"time"

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
	numeric, series := 0, 0
	for _, name := range recordingNames(t) {
		exporter := startExporter(t, answeringJSON(string(recording(t, name))))
		for _, frame := range ask(t, datasourceAt(t, exporter.URL), fromAlert, query("A", `{"queryType": "lag"}`))["A"].Frames {
			if frame.Meta == nil {
				continue
			}
			var problem error
			switch frame.Meta.Type {
			case data.FrameTypeNumericLong:
				numeric++
				problem = numericLongProblem(frame)
			case data.FrameTypeTimeSeriesWide:
				series++
				problem = timeSeriesWideProblem(frame)
			}
			if problem != nil {
				t.Errorf("%s: %v", name, problem)
			}
		}
	}
	if numeric < 10 || series < 6 {
		t.Errorf("only %d numeric frames and %d time series were checked", numeric, series)
	}
}

// numericLongProblem is a strict reading of the rules for "numeric long" of version 0.1, as the documents of Grafana's data
// plane have them (https://grafana.com/developers/dataplane/numeric). Their reader cannot be used here: it belongs to a
// module of its own, github.com/grafana/dataplane/sdata. Stricter than those: one column of numbers, as alert rules want
// unique labels for each value, and no null among the labels.
func numericLongProblem(frame *data.Frame) error {
	if frame.Meta.TypeVersion != (data.FrameTypeVersion{0, 1}) {
		return fmt.Errorf("type version %v", frame.Meta.TypeVersion)
	}
	var labels []*data.Field
	numbers := 0
	names := map[string]bool{}
	for _, field := range frame.Fields {
		if len(field.Labels) > 0 {
			return fmt.Errorf("the field %s has labels: a long frame has them in columns", field.Name)
		}
		if names[field.Name] || field.Name == "" {
			return fmt.Errorf("a second field %q, or one without a name", field.Name)
		}
		names[field.Name] = true
		switch {
		case field.Type() == data.FieldTypeString:
			labels = append(labels, field)
		case field.Type().Numeric():
			numbers++
		default:
			return fmt.Errorf("the field %s is of the type %s", field.Name, field.Type())
		}
	}
	if numbers != 1 {
		return fmt.Errorf("%d columns of numbers", numbers)
	}
	rows, err := frame.RowLen()
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for row := range rows {
		values := make([]string, len(labels))
		for at, field := range labels {
			values[at] = fmt.Sprintf("%s=%q", field.Name, field.At(row))
		}
		key := strings.Join(values, ",")
		if seen[key] {
			return fmt.Errorf("two rows with the labels %s", key)
		}
		seen[key] = true
	}
	return nil
}

// timeSeriesWideProblem is the same for "time series wide": one time field that ascends and is never null, and numbers.
func timeSeriesWideProblem(frame *data.Frame) error {
	if frame.Meta.TypeVersion != (data.FrameTypeVersion{0, 1}) {
		return fmt.Errorf("type version %v", frame.Meta.TypeVersion)
	}
	// "No data" is a frame without fields.
	if len(frame.Fields) == 0 {
		return nil
	}
	if kind := frame.TimeSeriesSchema().Type; kind != data.TimeSeriesTypeWide {
		return fmt.Errorf("the SDK takes it for %s", kind)
	}
	if frame.Fields[0].Type() != data.FieldTypeTime {
		return fmt.Errorf("the first field is of the type %s", frame.Fields[0].Type())
	}
	seen := map[string]bool{}
	for _, field := range frame.Fields[1:] {
		key := field.Name + field.Labels.String()
		if !field.Type().Numeric() || seen[key] {
			return fmt.Errorf("the field %s is no number, or there twice", key)
		}
		seen[key] = true
	}
	for row := 1; row < frame.Fields[0].Len(); row++ {
		if !frame.At(0, row).(time.Time).After(frame.At(0, row-1).(time.Time)) {
			return fmt.Errorf("time does not ascend at row %d", row)
		}
	}
	return nil
}
