// The program that Grafana starts for data sources of this type, and speaks to over gRPC.
package main

import (
	"os"

	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"kafkascope/plugin/pkg/plugin"
)

func main() {
	if err := datasource.Manage("kafkascope-kafka-datasource", plugin.NewDatasource, datasource.ManageOpts{}); err != nil {
		log.DefaultLogger.Error("The plugin ended", "error", err)
		os.Exit(1)
	}
}
