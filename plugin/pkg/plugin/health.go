package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// cluster is what the exporter says about a cluster it watches; the rest of its answer goes to the details unread.
type cluster struct {
	Name  string  `json:"cluster"`
	Up    bool    `json:"up"`
	Error *string `json:"error"`
	// The numbers are nil until the first refresh has succeeded.
	AgeSeconds *float64    `json:"ageSeconds"`
	Brokers    *int        `json:"brokers"`
	Topics     *int        `json:"topics"`
	Groups     *int        `json:"groups"`
	Collectors []collector `json:"collectors"`
}

// collector is one thing that the exporter reads from a cluster, for instance its groups.
type collector struct {
	Name    string  `json:"name"`
	Success bool    `json:"success"`
	Error   *string `json:"error"`
}

// CheckHealth says which exporter was reached, what it sees and how old that is, or what is wrong and what to do.
func (d *Datasource) CheckHealth(ctx context.Context, _ *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	if d.unusable != nil {
		return unhealthy(d.unusable), nil
	}
	var process struct {
		Version string `json:"version"`
	}
	if err := d.exporter.get(ctx, "healthz", nil, &process); err != nil {
		return unhealthy(err), nil
	}
	if process.Version == "" {
		return unhealthy(failed(backend.StatusBadGateway, nil, "%s answers, but not as a Kafkascope exporter does. Is the URL right? The exporter's usual port is 9308.", d.exporter)), nil
	}
	var list struct {
		Clusters []json.RawMessage `json:"clusters"`
	}
	if err := d.exporter.get(ctx, "api/clusters", nil, &list); err != nil {
		return unhealthy(err), nil
	}
	clusters := make([]cluster, len(list.Clusters))
	for at, text := range list.Clusters {
		if err := json.Unmarshal(text, &clusters[at]); err != nil {
			return unhealthy(failed(backend.StatusBadGateway, err, "%s describes its clusters in a form that this version of the plugin cannot read. Is the exporter as new as the plugin?", d.exporter)), nil
		}
	}
	return healthOf(process.Version, clusters, list.Clusters), nil
}

func healthOf(version string, clusters []cluster, raw []json.RawMessage) *backend.CheckHealthResult {
	up := 0
	sentences := make([]string, 0, len(clusters))
	for _, each := range clusters {
		if each.Up {
			up++
		}
		sentences = append(sentences, each.sentence())
	}
	health := &backend.CheckHealthResult{
		Status:      backend.HealthStatusError,
		JSONDetails: asJSON(map[string]any{"version": version, "clusters": raw}),
	}
	opening := fmt.Sprintf("Kafkascope %s is here, but it cannot read Kafka:", version)
	switch {
	case len(clusters) == 0:
		sentences = []string{"it was given no cluster"}
	case up == len(clusters):
		health.Status = backend.HealthStatusOk
		opening = fmt.Sprintf("Kafkascope %s sees", version)
	case up > 0:
		opening = fmt.Sprintf("Kafkascope %s cannot read all clusters:", version)
	}
	health.Message = fmt.Sprintf("%s %s.", opening, strings.Join(sentences, "; "))
	return health
}

func (c *cluster) sentence() string {
	name := "the cluster"
	if c.Name != "" {
		name = "the cluster " + c.Name
	}
	reason := ""
	if c.Error != nil {
		reason = ": " + strings.TrimSuffix(*c.Error, ".")
	}
	switch {
	case c.AgeSeconds == nil && c.Error == nil:
		return name + " is being read for the first time, try again in some seconds"
	case c.AgeSeconds == nil:
		return name + " could not be read yet" + reason
	case !c.Up:
		return fmt.Sprintf("%s was last read %.0f s ago%s", name, *c.AgeSeconds, reason)
	}
	seen := fmt.Sprintf("%s: %s, %s, %s, read %.0f s ago", name,
		count(c.Brokers, "broker"), count(c.Topics, "topic"), count(c.Groups, "consumer group"), *c.AgeSeconds)
	var failing []string
	for _, each := range c.Collectors {
		if !each.Success {
			failing = append(failing, each.sentence())
		}
	}
	if len(failing) > 0 {
		seen += ", without " + strings.Join(failing, ", ")
	}
	return seen
}

func (c *collector) sentence() string {
	if c.Error == nil {
		return c.Name
	}
	return fmt.Sprintf("%s (%s)", c.Name, *c.Error)
}

func count(number *int, noun string) string {
	switch {
	case number == nil:
		return fmt.Sprintf("an unknown number of %ss", noun)
	case *number == 1:
		return "1 " + noun
	default:
		return fmt.Sprintf("%d %ss", *number, noun)
	}
}

func unhealthy(err error) *backend.CheckHealthResult {
	problem := failureOf(err)
	health := &backend.CheckHealthResult{Status: backend.HealthStatusError, Message: problem.sentence}
	if problem.cause != nil {
		// Grafana shows it to those who ask for more.
		health.JSONDetails = asJSON(map[string]string{"verboseMessage": problem.cause.Error()})
	}
	return health
}
