// Package plugin passes what Grafana asks on to a Kafkascope exporter. All that is known about Kafka is known there: the
// exporter answers with data frames, and here they are only decoded.
package plugin

import (
	"context"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
)

var (
	_ backend.QueryDataHandler      = (*Datasource)(nil)
	_ backend.CheckHealthHandler    = (*Datasource)(nil)
	_ backend.CallResourceHandler   = (*Datasource)(nil)
	_ instancemgmt.InstanceDisposer = (*Datasource)(nil)
)

// Datasource is one data source, with its settings as they were when it was made: Grafana makes a new one when they change.
type Datasource struct {
	backend.CallResourceHandler
	exporter *exporter
	// Why there is no exporter to ask: settings that cannot be used. Kept, so that each answer can say so in plain words.
	unusable error
}

// NewDatasource never fails: an error here would reach nobody but Grafana's log.
func NewDatasource(ctx context.Context, settings backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	d := &Datasource{}
	d.exporter, d.unusable = newExporter(ctx, settings)
	d.CallResourceHandler = resourceHandler(d)
	return d, nil
}

// Dispose lets go of connections that are kept for later requests.
func (d *Datasource) Dispose() {
	if d.exporter != nil {
		d.exporter.client.CloseIdleConnections()
	}
}
