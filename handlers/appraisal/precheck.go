package appraisal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"hatang/geo/crs"
	"hatang/handlers"
	"hatang/registry"
	"hatang/registry/appraisal"
	"hatang/registry/importing"
)

// maxPositions bounds one question: a province's year has about 600.
const maxPositions = 2000

// Request is what is asked before filing.
type Request struct {
	// AsOf is the day whose rules and neighbours count; "": today.
	AsOf string `json:"as_of"`
	// Province is whose rules are meant where a position lies in no commune.
	Province string `json:"province"`
	// Rules is the code of a rule set to go by instead of that of place and day.
	Rules string `json:"rules"`
	// CRS is the system of given_coordinates of positions without a geometry, such
	// as vn2000:105.5; a position's given_crs goes before it.
	CRS string `json:"crs"`
	// Application holds fields of the application, such as type and sharing_plan.
	Application map[string]any `json:"application"`
	// Attached lists the classes of what would be attached; null: not told.
	Attached []string `json:"attached"`
	// Positions are positions with the fields of kind positions.
	Positions []map[string]any `json:"positions"`
	// Alternatives asks for masts to share and for the smallest move that passes.
	Alternatives bool `json:"alternatives"`
}

// Answer is the result, with what is wrong with the input itself.
type Answer struct {
	*appraisal.Result
	Problems []registry.Problem `json:"problems"`
}

// answerShape is Answer for the API's description, which does not look into embedded
// structs.
type answerShape struct {
	Application string                 `json:"application"`
	AsOf        registry.Date          `json:"as_of"`
	Seq         int64                  `json:"seq"`
	Positions   []appraisal.Assessment `json:"positions"`
	Conflicts   []appraisal.Conflict   `json:"conflicts"`
	Problems    []registry.Problem     `json:"problems"`
}

// precheck answers about positions that were sent, and keeps nothing.
func (s *Service) precheck(c *gin.Context) error {
	// 1. arguments
	var ask Request
	if err := handlers.ReadJSON(c, &ask); err != nil {
		return err
	}
	dossier, problems, err := s.dossier(&ask)
	if err != nil {
		return err
	}
	// 2. work, 3. answer
	return s.answer(c, dossier, problems, ask.Rules, ask.Alternatives)
}

func (s *Service) answer(c *gin.Context, dossier appraisal.Dossier, problems []registry.Problem, set string, alternatives bool) error {
	if dossier.Province == "" {
		home, err := appraisal.HomeProvince(c.Request.Context(), s.options.Store)
		if err != nil {
			return err
		}
		dossier.Province = home
	}
	view := s.options.View()
	appraiser, err := s.appraiser(c, view, set)
	if err != nil {
		return err
	}
	result, err := appraiser.AppraiseBatch(c.Request.Context(), view, dossier, appraisal.BatchOptions{Alternatives: alternatives})
	if err != nil {
		return err
	}
	if problems == nil {
		problems = []registry.Problem{}
	}
	return write(c, &Answer{result, problems})
}

const (
	typeXLSX    = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typeGeoJSON = "application/geo+json"
	typeYAML    = "application/yaml"
	typeCSV     = "text/csv"
)

// write answers in the format that is asked for.
func write(c *gin.Context, a *Answer) error {
	var out bytes.Buffer
	var err error
	mediaType := "application/json; charset=utf-8"
	switch format(c) {
	case "xlsx":
		mediaType, err = typeXLSX, a.WriteXLSX(&out, handlers.Lang(c))
		c.Header("Content-Disposition", `attachment; filename="tham-dinh.xlsx"`)
	case "geojson":
		mediaType, err = typeGeoJSON, a.WriteGeoJSON(&out)
	default:
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(false)
		err = encoder.Encode(a)
	}
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.Data(http.StatusOK, mediaType, out.Bytes())
	return nil
}

func format(c *gin.Context) string {
	if asked := c.Query("format"); asked != "" {
		return asked
	}
	names := []string{"json", "xlsx", "geojson"}
	if i := handlers.Negotiate(c.GetHeader("Accept"), [][]string{{"application/json"}, {typeXLSX}, {typeGeoJSON}}); i >= 0 {
		return names[i]
	}
	return "json"
}

// dossier makes records of what was sent. Faults of values are findings of the
// appraisal where they can be; what cannot be read at all is refused, all at once.
func (s *Service) dossier(ask *Request) (appraisal.Dossier, []registry.Problem, error) {
	d := appraisal.Dossier{AsOf: s.today(), Province: ask.Province}
	var faults, told []registry.Problem
	if ask.AsOf != "" {
		day, err := registry.ParseDate(ask.AsOf)
		if err != nil {
			faults = append(faults, fault("as_of", ask.AsOf, err))
		}
		d.AsOf = day
	}
	if len(ask.Positions) == 0 || len(ask.Positions) > maxPositions {
		faults = append(faults, fault("positions", fmt.Sprint(len(ask.Positions)), fmt.Errorf("between 1 and %d positions are expected", maxPositions)))
		ask.Positions = nil
	}
	for i, fields := range ask.Positions {
		p, problems := position(fields, ask.CRS)
		for _, problem := range problems {
			problem.Row = i + 1
			if problem.Rule == "range" { // the record holds the value; the appraisal tells
				told = append(told, problem)
				continue
			}
			faults = append(faults, problem)
		}
		d.Positions, d.Rows = append(d.Positions, p), append(d.Rows, i+1)
	}
	if ask.Application != nil {
		rec, problems := parse(registry.Applications, ask.Application)
		faults = append(faults, problems...)
		d.Application, _ = rec.(*registry.Application)
	}
	if ask.Attached != nil {
		d.Attachments = []*registry.Attachment{}
	}
	for _, class := range ask.Attached {
		d.Attachments = append(d.Attachments, &registry.Attachment{Class: class})
	}
	if len(faults) > 0 {
		return d, nil, &registry.Error{Code: registry.Invalid, Problems: faults, Message: registry.Text{
			VI: "không đọc được yêu cầu", EN: "the request cannot be read",
		}}
	}
	return d, append(told, d.Check()...), nil
}

func fault(column, value string, err error) registry.Problem {
	return registry.Problem{Column: column, Value: value, Rule: "value", Severity: registry.Fault, Message: registry.Text{VI: err.Error(), EN: err.Error()}}
}

// parse makes a record of JSON fields; fields that are required of a record on
// file may be missing here.
func parse(kind registry.Kind, fields map[string]any) (registry.Record, []registry.Problem) {
	body, err := json.Marshal(fields)
	if err != nil {
		return registry.SchemaOf(kind).New(), []registry.Problem{fault("", "", err)}
	}
	rec, problems := registry.ParseJSON(kind, body)
	var kept []registry.Problem
	for _, p := range registry.Faults(problems) {
		if p.Rule != "required" {
			kept = append(kept, p)
		}
	}
	if rec == nil {
		rec = registry.SchemaOf(kind).New()
	}
	return rec, kept
}

// position is a position of the request; coordinates as people type them are
// placed when there is no geometry.
func position(fields map[string]any, system string) (*registry.ProposedPosition, []registry.Problem) {
	rec, problems := parse(registry.Positions, fields)
	p, ok := rec.(*registry.ProposedPosition)
	if !ok || p.Located || p.GivenText == "" {
		return p, problems
	}
	if p.GivenCRS == "" {
		p.GivenCRS = system
	}
	if err := place(p); err != nil {
		problems = append(problems, fault("given_coordinates", p.GivenText, err))
	}
	return p, problems
}

// place puts a position's given coordinates on WGS 84.
func place(p *registry.ProposedPosition) error {
	from, err := crs.Parse(strings.TrimSpace(p.GivenCRS))
	if err != nil {
		return err
	}
	pair, err := crs.ParsePair(p.GivenText)
	if err != nil {
		return err
	}
	x, y, _, err := pair.Resolve(from)
	if err != nil {
		return err
	}
	p.Point, err = from.ToWGS84(x, y)
	p.Located = err == nil
	return err
}

// precheckFile answers about a sheet of positions.
func (s *Service) precheckFile(c *gin.Context) error {
	day := s.today()
	if text := c.Query("as_of"); text != "" {
		var err error
		if day, err = registry.ParseDate(text); err != nil {
			return &registry.Error{Code: registry.Invalid, Problems: []registry.Problem{fault("as_of", text, err)}, Message: registry.Text{
				VI: "ngày không đúng", EN: "the day cannot be read",
			}}
		}
	}
	dossier, problems, err := s.readFile(c, importing.Options{
		CRS: c.Query("crs"), IgnoreUnknown: c.Query("ignore_unknown") == "true", Today: day,
	})
	if err != nil {
		return err
	}
	dossier.AsOf, dossier.Province = day, c.Query("province")
	return s.answer(c, dossier, problems, c.Query("rules"), c.Query("alternatives") == "true")
}

// readFile reads the sheet of positions that was sent.
func (s *Service) readFile(c *gin.Context, options importing.Options) (appraisal.Dossier, []registry.Problem, error) {
	given, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type"))
	name, known := map[string]string{typeXLSX: "positions.xlsx", typeCSV: "positions.csv", typeGeoJSON: "positions.geojson"}[given]
	if !known {
		return appraisal.Dossier{}, nil, handlers.Refuse(http.StatusUnsupportedMediaType, "gửi %s, không phải %q", "send %s, not %q", strings.Join(fileTypes(), ", "), given)
	}
	content, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return appraisal.Dossier{}, nil, err
	}
	dossier, report, err := appraisal.ReadFile(c.Request.Context(), s.options.Store, name, bytes.NewReader(content), options)
	if err != nil {
		return dossier, nil, err
	}
	if len(dossier.Positions) == 0 || len(dossier.Positions) > maxPositions {
		return dossier, nil, &registry.Error{Code: registry.Invalid, Problems: report.Problems, Message: registry.Textf(
			"tệp có %[1]d vị trí đọc được, cần từ 1 đến %[2]d", "%[1]d positions of the file could be read, between 1 and %[2]d are expected", len(dossier.Positions), maxPositions)}
	}
	return dossier, report.Problems, nil
}

func fileTypes() []string { return []string{typeXLSX, typeCSV, typeGeoJSON} }
