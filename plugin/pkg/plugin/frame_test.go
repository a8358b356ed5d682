package plugin

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestFramesThatAreNotWholeAreErrors(t *testing.T) {
	good := string(recordedResult(t, "lag.instant"))
	cases := map[string]string{
		"no schema":               `{"frames": [{"data": {"values": [[1]]}}]}`,
		"a field without type":    `{"frames": [{"schema": {"fields": [{"name": "lag"}]}, "data": {"values": [[1]]}}]}`,
		"a type that is unknown":  `{"frames": [{"schema": {"fields": [{"name": "lag", "typeInfo": {"frame": "float65"}}]}, "data": {"values": [[1]]}}]}`,
		"too few columns":         `{"frames": [{"schema": {"fields": [{"name": "a", "typeInfo": {"frame": "string"}}, {"name": "b", "typeInfo": {"frame": "float64"}}]}, "data": {"values": [["x"]]}}]}`,
		"too many columns":        `{"frames": [{"schema": {"fields": [{"name": "a", "typeInfo": {"frame": "string"}}]}, "data": {"values": [["x"], [1]]}}]}`,
		"columns of two lengths":  `{"frames": [{"schema": {"fields": [{"name": "a", "typeInfo": {"frame": "string"}}, {"name": "b", "typeInfo": {"frame": "float64"}}]}, "data": {"values": [["x", "y"], [1]]}}]}`,
		"text for numbers":        `{"frames": [{"schema": {"fields": [{"name": "a", "typeInfo": {"frame": "float64"}}]}, "data": {"values": [["x"]]}}]}`,
		"a frame that is a text":  `{"frames": ["x"]}`,
		"a frame that is null":    `{"frames": [null]}`,
		"frames that are no list": `{"frames": {}}`,
		"an error that is none":   `{"error": 7}`,
	}
	for name, result := range cases {
		t.Run(name, func(t *testing.T) {
			exporter := startExporter(t, answeringJSON(`{"results": {"A": `+result+`, "B": `+good+`}}`))
			responses := ask(t, datasourceAt(t, exporter.URL), nil, query("A", `{"queryType": "lag"}`), query("B", `{"queryType": "lag"}`))
			mustFail(t, responses["A"], 502, "cannot be read", "as new as the plugin")
			if responses["B"].Error != nil {
				t.Errorf("the other query: %v", responses["B"].Error)
			}
		})
	}
}

// Whatever is missing, it is an error or a frame that can be sent on, and never a fault.
func TestNoDamageBreaksThePlugin(t *testing.T) {
	for _, name := range recordingNames(t) {
		var whole bytes.Buffer
		if err := json.Compact(&whole, recordedResult(t, name)); err != nil {
			t.Fatal(err)
		}
		text := whole.Bytes()
		d := datasourceAt(t, "http://localhost:9308")
		for at := range text {
			if at%7 != 0 && len(text) > 3000 {
				continue
			}
			for _, damaged := range [][]byte{text[:at], append(bytes.Clone(text[:at]), text[min(at+9, len(text)):]...)} {
				response := d.exporter.response(damaged)
				if response.Error != nil {
					continue
				}
				if _, err := json.Marshal(response); err != nil {
					t.Errorf("%s without what is at %d: %v", name, at, err)
				}
				if _, err := response.Frames.MarshalArrow(); err != nil {
					t.Errorf("%s without what is at %d: %v", name, at, err)
				}
			}
		}
	}
}
