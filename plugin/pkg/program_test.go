package main

import (
	"flag"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
)

var (
	// An exporter that runs: `go test ./pkg -exporter http://localhost:9308`. Without it, recorded answers are replayed.
	exporterURL = flag.String("exporter", "", "URL of an exporter to ask in place of recorded answers")
	kafkaIsDown = flag.Bool("kafka-is-down", false, "the exporter has no Kafka to read")
)

// program is the built plugin as a process of its own, spoken to as Grafana does.
type program struct {
	t           *testing.T
	context     *pluginv2.PluginContext
	diagnostics grpcplugin.DiagnosticsClient
	data        grpcplugin.DataClient
	resources   grpcplugin.ResourceClient
}

func startProgram(t *testing.T) *program {
	t.Helper()
	file := filepath.Join(t.TempDir(), "gpx_kafkascope_"+runtime.GOOS+"_"+runtime.GOARCH)
	build := exec.Command("go", "build", "-tags", "arrow_json_stdlib", "-o", file, ".")
	build.Env = append(build.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	client := goplugin.NewClient(&goplugin.ClientConfig{
		Cmd: exec.Command(file),
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion:  grpcplugin.ProtocolVersion,
			MagicCookieKey:   grpcplugin.MagicCookieKey,
			MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]goplugin.PluginSet{grpcplugin.ProtocolVersion: {
			"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
			"data":        &grpcplugin.DataGRPCPlugin{},
			"resource":    &grpcplugin.ResourceGRPCPlugin{},
		}},
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		Logger:           hclog.NewNullLogger(),
	})
	t.Cleanup(client.Kill)
	connection, err := client.Client()
	if err != nil {
		t.Fatal(err)
	}
	return &program{
		t:           t,
		diagnostics: dispense[grpcplugin.DiagnosticsClient](t, connection, "diagnostics"),
		data:        dispense[grpcplugin.DataClient](t, connection, "data"),
		resources:   dispense[grpcplugin.ResourceClient](t, connection, "resource"),
	}
}

// at is the same process, asked on behalf of a data source with this URL.
func (p *program) at(exporter string) *program {
	with := *p
	with.context = backend.ToProto().PluginContext(backend.PluginContext{
		OrgID:    1,
		PluginID: "kafkascope-kafka-datasource",
		DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{
			ID: int64(len(exporter)), UID: exporter, Name: "Kafkascope", Type: "kafkascope-kafka-datasource", URL: exporter, JSONData: []byte(`{}`),
		},
	})
	return &with
}

func dispense[Client any](t *testing.T, connection goplugin.ClientProtocol, name string) Client {
	t.Helper()
	found, err := connection.Dispense(name)
	if err != nil {
		t.Fatal(err)
	}
	client, is := found.(Client)
	if !is {
		t.Fatalf("%s is a %T", name, found)
	}
	return client
}

func (p *program) health() *backend.CheckHealthResult {
	p.t.Helper()
	answer, err := p.diagnostics.CheckHealth(p.t.Context(), &pluginv2.CheckHealthRequest{PluginContext: p.context})
	if err != nil {
		p.t.Fatal(err)
	}
	return backend.FromProto().CheckHealthResponse(answer)
}

func (p *program) query(headers map[string]string, queries ...backend.DataQuery) backend.Responses {
	p.t.Helper()
	request := backend.ToProto().QueryDataRequest(&backend.QueryDataRequest{Headers: headers, Queries: queries})
	request.PluginContext = p.context
	answer, err := p.data.QueryData(p.t.Context(), request)
	if err != nil {
		p.t.Fatal(err)
	}
	response, err := backend.FromProto().QueryDataResponse(answer)
	if err != nil {
		p.t.Fatal(err)
	}
	return response.Responses
}

// resource asks GET path?query and gives status and body.
func (p *program) resource(path, query string) (int32, []byte) {
	p.t.Helper()
	stream, err := p.resources.CallResource(p.t.Context(), &pluginv2.CallResourceRequest{
		PluginContext: p.context, Method: "GET", Path: path, Url: path + "?" + query,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	answer, err := stream.Recv()
	if err != nil {
		p.t.Fatal(err)
	}
	return answer.Code, answer.Body
}
