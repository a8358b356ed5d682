package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"sync"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// question is the body of the exporter's /api/query.
type question struct {
	// Milliseconds since 1970; nil leaves the time open.
	From    *int64     `json:"from,omitempty"`
	To      *int64     `json:"to,omitempty"`
	Queries []rawQuery `json:"queries"`
}

// rawQuery is a query as the query editor made it. What this version of the plugin does not know is passed on too: an
// exporter that is newer understands it, and an older one ignores it.
type rawQuery map[string]json.RawMessage

// result is the exporter's answer to one query: either frames or an error.
type result struct {
	Frames []json.RawMessage `json:"frames"`
	Error  *string           `json:"error"`
	Status int               `json:"status"`
}

// QueryData asks the exporter all queries at once, or once for each time range: those of one alert rule may have several.
func (d *Datasource) QueryData(ctx context.Context, request *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	response := backend.NewQueryDataResponse()
	questions := map[[2]int64]*question{}
	for _, query := range request.Queries {
		raw, err := rawQueryOf(query)
		if err == nil && isFromAlert(request) {
			err = refuseInAlert(raw)
		}
		if err == nil {
			err = d.unusable
		}
		if err != nil {
			response.Responses[query.RefID] = failureOf(err).dataResponse()
			continue
		}
		times := [2]int64{query.TimeRange.From.UnixMilli(), query.TimeRange.To.UnixMilli()}
		asked := questions[times]
		if asked == nil {
			asked = questionFor(query.TimeRange)
			questions[times] = asked
		}
		asked.Queries = append(asked.Queries, raw)
	}

	answers := make(chan backend.Responses, len(questions))
	var running sync.WaitGroup
	for asked := range maps.Values(questions) {
		running.Go(func() { answers <- d.exporter.answers(ctx, asked) })
	}
	running.Wait()
	close(answers)
	for each := range answers {
		maps.Copy(response.Responses, each)
	}
	return response, nil
}

func rawQueryOf(query backend.DataQuery) (rawQuery, error) {
	var raw rawQuery
	if err := json.Unmarshal(query.JSON, &raw); err != nil || raw == nil {
		return nil, failed(backend.StatusBadRequest, err, "The query is no JSON object.")
	}
	raw["refId"] = asJSON(query.RefID)
	if _, has := raw["queryType"]; !has && query.QueryType != "" {
		raw["queryType"] = asJSON(query.QueryType)
	}
	// Grafana says 0 where it does not know.
	delete(raw, "maxDataPoints")
	if query.MaxDataPoints > 0 {
		raw["maxDataPoints"] = asJSON(query.MaxDataPoints)
	}
	return raw, nil
}

// asJSON is for texts and numbers, which always have a form in JSON.
func asJSON(value any) json.RawMessage {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return text
}

func questionFor(times backend.TimeRange) *question {
	asked := &question{}
	if !times.From.IsZero() {
		from := times.From.UnixMilli()
		asked.From = &from
	}
	if !times.To.IsZero() {
		to := times.To.UnixMilli()
		asked.To = &to
	}
	return asked
}

// answers has one response for each query, whatever happens.
func (e *exporter) answers(ctx context.Context, asked *question) backend.Responses {
	var answer struct {
		Results map[string]json.RawMessage `json:"results"`
	}
	err := e.post(ctx, "api/query", asked, &answer)
	responses := backend.Responses{}
	for _, query := range asked.Queries {
		var refID string
		// Written by rawQueryOf.
		_ = json.Unmarshal(query["refId"], &refID)
		if err != nil {
			responses[refID] = failureOf(err).dataResponse()
			continue
		}
		responses[refID] = e.response(answer.Results[refID])
	}
	return responses
}

// response is what the exporter says to one query.
func (e *exporter) response(text json.RawMessage) backend.DataResponse {
	if text == nil {
		return failed(backend.StatusBadGateway, nil, "%s left this query without an answer. Is it a Kafkascope exporter?", e).dataResponse()
	}
	var said result
	err := json.Unmarshal(text, &said)
	switch {
	case err != nil:
	case said.Error != nil:
		status := backend.Status(said.Status)
		if status < 400 || status > 599 {
			status = backend.StatusBadGateway
		}
		return failed(status, nil, "%s", asSentence(*said.Error)).dataResponse()
	default:
		var frames data.Frames
		if frames, err = framesOf(said.Frames); err == nil {
			return backend.DataResponse{Frames: frames, Status: backend.StatusOK}
		}
	}
	return failed(backend.StatusBadGateway, err, "%s answers with a data frame that cannot be read: %v. Is the exporter as new as the plugin?", e, err).dataResponse()
}

// framesOf decodes frames as they are.
func framesOf(texts []json.RawMessage) (frames data.Frames, err error) {
	// The SDK's decoder takes more for granted than it should.
	defer func() {
		if fault := recover(); fault != nil {
			frames, err = nil, fmt.Errorf("the frame is not whole: %v", fault)
		}
	}()
	if texts == nil {
		return nil, fmt.Errorf("there is neither a frame nor an error")
	}
	for _, text := range texts {
		frame := &data.Frame{}
		if err := json.Unmarshal(text, &frame); err != nil {
			return nil, err
		}
		if frame == nil {
			return nil, fmt.Errorf("a frame is null")
		}
		// It also tells whether the columns have one length.
		if _, err := frame.RowLen(); err != nil {
			return nil, err
		}
		frames = append(frames, frame)
	}
	return frames, nil
}
