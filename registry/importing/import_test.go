package importing_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hatang/registry"
	"hatang/registry/importing"
)

var update = flag.Bool("update", false, "write the golden files anew")

func date(tb testing.TB, text string) registry.Date {
	tb.Helper()
	d, err := registry.ParseDate(text)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// run imports text and returns the report, whatever became of it.
func run(tb testing.TB, store registry.Store, kind registry.Kind, name, text string, opts importing.Options) (*importing.Report, error) {
	tb.Helper()
	if opts.Author.Actor == "" {
		opts.Author.Actor = "test"
	}
	return importing.Import(context.Background(), store, kind, name, strings.NewReader(text), opts)
}

// mustRun is run of a file without faults.
func mustRun(tb testing.TB, store registry.Store, kind registry.Kind, name, text string, opts importing.Options) *importing.Report {
	tb.Helper()
	report, err := run(tb, store, kind, name, text, opts)
	if err != nil {
		tb.Fatalf("import of %s: %v", name, err)
	}
	return report
}

// counts is the report's figures in a line.
func counts(r *importing.Report) string {
	return fmt.Sprintf("created %d changed %d unchanged %d rejected %d repeated %d warned %d",
		r.Created, r.Changed, r.Unchanged, r.Rejected, r.Repeated, r.Warned)
}

// rules lists the problems as row:column:rule.
func rules(r *importing.Report) []string {
	var list []string
	for _, p := range r.Problems {
		mark := ""
		if p.Severity == registry.Warning {
			mark = "?"
		}
		list = append(list, fmt.Sprintf("%s%d:%s:%s", mark, p.Row, p.Column, p.Rule))
	}
	return list
}

func all[T registry.Record](tb testing.TB, store registry.Store, kind registry.Kind) []T {
	tb.Helper()
	found, err := registry.Find[T](context.Background(), store, registry.Query{Kind: kind, AllRows: true})
	if err != nil {
		tb.Fatal(err)
	}
	return found
}

func seq(tb testing.TB, store registry.Store) int64 {
	tb.Helper()
	n, err := store.Seq(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

// golden compares text with a file under testdata.
func golden(tb testing.TB, name, got string) {
	tb.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	if got != string(want) {
		tb.Errorf("%s differs (write it anew with -update):\n%s", path, got)
	}
}

func reportText(tb testing.TB, r *importing.Report) string {
	tb.Helper()
	var out bytes.Buffer
	for _, lang := range []registry.Lang{registry.VI, registry.EN} {
		if err := r.WriteText(&out, lang); err != nil {
			tb.Fatal(err)
		}
		out.WriteString("\n")
	}
	return out.String()
}

const goodSites = "\uFEFFSTT;Mã trạm;Tên trạm;Doanh nghiệp;Tọa độ X;Tọa độ Y;Chiều cao cột (m);Loại cột;Công nghệ;Có giấy phép;Ngày phát sóng;Bán kính phủ sóng (km)\n" +
	"1;KTM001;Trạm Kon Rẫy;Viettel;1587081,308;553194,965;42,5;tự đứng;2G/3G/4G;x;31/12/2015;2,5\n" +
	"2;KTM002;\"Trạm \"\"Đăk Hà\"\"\";VINAPHONE;1588081,5;553294,1;30;Cột dây co;4G;không;2018-01-02;\n" +
	"3;KTM003;;mobifone;1587181;553194;-;;2G, 3G;;;0,8\n"

func TestSitesAsAnOfficerKeepsThem(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	opts := importing.Options{CRS: "vn2000:107.5"}
	report := mustRun(t, store, registry.Sites, "sites.csv", goodSites, opts)
	if got, want := counts(report), "created 3 changed 0 unchanged 0 rejected 0 repeated 0 warned 0"; got != want || !report.Written {
		t.Errorf("%s, written %v, want %s", got, report.Written, want)
	}
	sites := all[*registry.Site](t, store, registry.Sites)
	slices.SortFunc(sites, func(a, b *registry.Site) int { return strings.Compare(a.Code, b.Code) })
	first := sites[0]
	// 553194.965, 1587081.308 in the zone of 107°30′ is 107.995, 14.350 on WGS 84.
	if d := max(abs(first.Point[0]-107.995), abs(first.Point[1]-14.350)); d > 1e-8 {
		t.Errorf("KTM001 lies at %v, %g° off", first.Point, d)
	}
	first.Point = [2]float64{}
	first.Row = registry.Head{}
	want := registry.Site{
		Code: "KTM001", Name: "Trạm Kon Rẫy", OperatorCode: "VIETTEL", HeightM: registry.Some(42.5), Structure: "self_supporting",
		Technologies: "2G;3G;4G", Permit: registry.Some(true), CoverageRadiusM: registry.Some(2500.0),
		Life:     registry.Life{Commissioned: date(t, "2015-12-31")},
		Position: registry.Position{Located: true, GivenCRS: "EPSG:9216", GivenText: "1587081,308 553194,965"},
	}
	if *first != want {
		t.Errorf("KTM001 is\n%+v, want\n%+v", *first, want)
	}
	if sites[1].Name != `Trạm "Đăk Hà"` || sites[1].OperatorCode != "VNPT" || sites[1].Permit != registry.Some(false) {
		t.Errorf("KTM002 is %+v", *sites[1])
	}
	if sites[2].HeightM.Known || sites[2].CoverageRadiusM != registry.Some(800.0) {
		t.Errorf("KTM003 is %+v", *sites[2])
	}
	golden(t, "sites.report.txt", reportText(t, report))

	before := seq(t, store)
	again := mustRun(t, store, registry.Sites, "sites.csv", goodSites, opts)
	if got, want := counts(again), "created 0 changed 0 unchanged 3 rejected 0 repeated 0 warned 0"; got != want || again.Written {
		t.Errorf("the second time: %s, written %v, want %s", got, again.Written, want)
	}
	if after := seq(t, store); after != before {
		t.Errorf("the second time recorded %d changes", after-before)
	}
}

func abs(v float64) float64 { return max(v, -v) }

const tenFaults = "Mã trạm,Doanh nghiệp,lon,lat,Chiều cao cột (m),Loại cột,Công nghệ,Có giấy phép,Ngày phát sóng,Số doanh nghiệp có thể dùng chung thêm,Mã xã\n" +
	"A1,Viettel,107.9,14.3,abc,,,,,,\n" + // not a number
	"A2,Viettel,107.9,14.3,900,,,,,,\n" + // out of range
	"A3,Viettel,107.9,14.3,30,cột gỗ,,,,,\n" + // unknown code
	"A4,Viettel,107.9,14.3,30,,6G,,,,\n" + // unknown code in a list
	"A5,Viettel,107.9,14.3,30,,,có thể,,,\n" + // not a boolean
	"A6,Viettel,107.9,14.3,30,,,,31/02/2020,,\n" + // no such day
	"A7,Viettel,107.9,14.3,30,,,,,1.5,\n" + // not whole
	"A8,Beeline,107.9,14.3,30,,,,,,\n" + // unknown operator
	"A9,Viettel,107.9,194.3,30,,,,,,\n" + // no such latitude
	"A10,Viettel,107.9,14.3\n" + // ragged
	"A11,Viettel,107.9,14.3,30,,,,,,\n" // nothing wrong

func TestTenFaultsAreTenErrorsAndChangeNothing(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	before := seq(t, store)
	report, err := run(t, store, registry.Sites, "ten.csv", tenFaults, importing.Options{})
	if registry.CodeOf(err) != registry.Invalid {
		t.Fatalf("got %v, want Invalid", err)
	}
	want := []string{
		"?0:Mã xã:commune",
		"2:Chiều cao cột (m):number", "3:Chiều cao cột (m):range", "4:Loại cột:code", "5:Công nghệ:code", "6:Có giấy phép:boolean",
		"7:Ngày phát sóng:date", "8:Số doanh nghiệp có thể dùng chung thêm:number", "9:Doanh nghiệp:operator", "10:lon:coordinates", "11::ragged",
	}
	if got := rules(report); !slices.Equal(got[1:], want[1:]) {
		t.Errorf("problems\n%v, want\n%v", got, want)
	}
	if report.Faults() != 10 || report.Rejected != 10 || report.Created != 1 || report.Written {
		t.Errorf("%s, %d faults, written %v", counts(report), report.Faults(), report.Written)
	}
	if after := seq(t, store); after != before || len(all[*registry.Site](t, store, registry.Sites)) != 0 {
		t.Errorf("something was written: %d changes", after-before)
	}
	golden(t, "ten-faults.report.txt", reportText(t, report))
}

// Every rule about headers and files as a whole, with what the report says.
func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind registry.Kind
		text string
		opts importing.Options
		want []string
	}{
		"an unknown column":              {registry.Sites, "code,operator,Giá thuê\nA,VIETTEL,5tr\n", importing.Options{}, []string{"0:Giá thuê:unknown-column"}},
		"two columns for one field":      {registry.Sites, "code,Mã trạm,operator\nA,A,VIETTEL\n", importing.Options{}, []string{"0:Mã trạm:repeated-column"}},
		"two positions":                  {registry.Sites, "code,operator,lon,lat,Tọa độ X,Tọa độ Y\nA,VIETTEL,107,14,1,2\n", importing.Options{}, []string{"0:Tọa độ X:repeated-column", "0:Tọa độ Y:repeated-column"}},
		"a list and its flags":           {registry.Sites, "code,operator,technologies,has_4g\nA,VIETTEL,4G,1\n", importing.Options{}, []string{"0:has_4g:repeated-column"}},
		"one of two coordinates":         {registry.Sites, "code,operator,lon\nA,VIETTEL,107\n", importing.Options{}, []string{"0:lon:coordinates"}},
		"--map of no field":              {registry.Sites, "code,operator,z\nA,VIETTEL,1\n", importing.Options{Map: map[string]string{"z": "height"}}, []string{"0:z:unknown-field"}},
		"--map of no column":             {registry.Sites, "code,operator\nA,VIETTEL\n", importing.Options{Map: map[string]string{"z": "height_m"}}, []string{"0:z:map"}},
		"a unit that does not fit":       {registry.Sites, "code,operator,Chiều cao cột (W)\nA,VIETTEL,1\n", importing.Options{}, []string{"0:Chiều cao cột (W):unit"}},
		"a column that is missing":       {registry.Sites, "code,name\nA,x\nB,y\n", importing.Options{}, []string{"2:operator_code:required-column"}},
		"a required cell":                {registry.Sites, "code,operator\nA,\n", importing.Options{}, []string{"2:operator:required"}},
		"metres without a zone":          {registry.Sites, "code,operator,X,Y\nA,VIETTEL,1587081,553194\nB,VIETTEL,1587181,553194\n", importing.Options{}, []string{"2:X:crs"}},
		"VN-2000 without a system":       {registry.Sites, "code,operator,Kinh độ VN2000,Vĩ độ VN2000\nA,VIETTEL,107.9,14.3\n", importing.Options{}, []string{"0:Kinh độ VN2000:crs"}},
		"degrees where metres are":       {registry.Sites, "code,operator,X,Y\nA,VIETTEL,107.9,14.3\n", importing.Options{CRS: "9216"}, []string{"2:X:coordinates"}},
		"numbers that read both ways":    {registry.Units, "code,name,area_km2\n00001,Xã A,9.674\n", importing.Options{}, []string{"2:area_km2:decimal"}},
		"numbers in two ways":            {registry.Sites, "code,operator,height_m\nA,VIETTEL,\"12,5\"\nB,VIETTEL,12.5\nC,VIETTEL,13.5\n", importing.Options{}, []string{"2:height_m:decimal"}},
		"IDs that are numbers":           {registry.Sites, "id,code,operator\n7,A,VIETTEL\n9,B,VIETTEL\n", importing.Options{}, []string{"0:id:id"}},
		"neither code nor place":         {registry.Sites, "name,operator\nx,VIETTEL\n", importing.Options{}, []string{"2::key"}},
		"one thing twice, differently":   {registry.Sites, "code,operator,name\nA,VIETTEL,x\nA,Viettel,y\n", importing.Options{}, []string{"3:code:repeated"}},
		"one place twice, differently":   {registry.Sites, "operator,lon,lat,name\nVIETTEL,107.9,14.3,x\nVIETTEL,107.900005,14.3,y\n", importing.Options{}, []string{"3::repeated"}},
		"valid_to before valid_from":     {registry.Sites, "code,operator,valid_from,valid_to\nA,VIETTEL,2020-01-02,2020-01-01\n", importing.Options{}, []string{"2:valid_to:order"}},
		"a point for a unit":             {registry.Units, collectionOf(`{"code":"00001","name":"Xã A"}`, `{"type":"Point","coordinates":[107.9,14.3]}`), importing.Options{Format: importing.GeoJSON}, []string{"1:geometry:geometry"}},
		"a polygon for a site":           {registry.Sites, collectionOf(`{"code":"A","operator":"VIETTEL"}`, `{"type":"Polygon","coordinates":[[[1,2],[3,4],[5,6],[1,2]]]}`), importing.Options{Format: importing.GeoJSON}, []string{"1:geometry:geometry"}},
		"a geometry for an operator":     {registry.Operators, collectionOf(`{"code":"A","name":"x"}`, `{"type":"Point","coordinates":[107.9,14.3]}`), importing.Options{Format: importing.GeoJSON}, []string{"1:geometry:geometry"}},
		"a reference that leads nowhere": {registry.Stations, "code,operator,technology,site_id\nA,VIETTEL,4G,no-such\n", importing.Options{}, []string{"2:site_id:reference"}},
		"a code that leads nowhere":      {registry.Sectors, "code,Mã trạm BTS\nS1,no-such\n", importing.Options{}, []string{"2:Mã trạm BTS:reference"}},
		"not UTF-8":                      {registry.Sites, "code,operator,name\nA,VIETTEL,Fran\xe7ois\n", importing.Options{}, []string{"2::encoding"}},
		"an empty file":                  {registry.Sites, "", importing.Options{}, []string{"0::empty"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := withOperators(t)
			before := seq(t, store)
			report, err := run(t, store, c.kind, "in.csv", c.text, c.opts)
			if registry.CodeOf(err) != registry.Invalid {
				t.Fatalf("got %v, want Invalid", err)
			}
			if got := rules(report); !slices.Equal(got, c.want) {
				t.Errorf("problems %q, want %q: %v", got, c.want, err)
			}
			if after := seq(t, store); after != before {
				t.Errorf("%d changes were written", after-before)
			}
		})
	}
}

func collectionOf(properties, geometry string) string {
	return `{"type":"FeatureCollection","features":[{"type":"Feature","properties":` + properties + `,"geometry":` + geometry + `}]}`
}

// What a careful reader takes, and what the report says about it.
func TestFilesThatAreTaken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind registry.Kind
		text string
		opts importing.Options
		want string // figures
		json string // of the first record, without id and revision
	}{
		"columns ignored and mapped": {
			registry.Sites, "STT,Ký hiệu,operator,Giá thuê,Ghi chú riêng,\nI,A,VIETTEL,5tr,x,\nII,B,VIETTEL,6tr,y,\n",
			importing.Options{Map: map[string]string{"Ký hiệu": "code"}, Ignore: []string{"giá thuê"}, IgnoreUnknown: true},
			"created 2 changed 0 unchanged 0 rejected 0 repeated 0 warned 0", `"code":"A","operator_code":"VIETTEL"`,
		},
		"an id that numbers the rows": {
			registry.Sites, "id,code,operator\n1,A,VIETTEL\n2,B,VIETTEL\n", importing.Options{},
			"created 2 changed 0 unchanged 0 rejected 0 repeated 0 warned 0", `"code":"A","operator_code":"VIETTEL"`,
		},
		"flag columns": {
			registry.Sites, "code,operator,has_2g,has_3g,has_4g\nA,VIETTEL,1,0,có\n", importing.Options{},
			"created 1 changed 0 unchanged 0 rejected 0 repeated 0 warned 0", `"code":"A","operator_code":"VIETTEL","technologies":["2G","4G"]`,
		},
		"degrees, minutes, seconds": {
			registry.Sites, "code,operator,Tọa độ\nA,VIETTEL,\"14°21'00\"\"N 107°59'42\"\"E\"\n", importing.Options{},
			"created 1 changed 0 unchanged 0 rejected 0 repeated 0 warned 0",
			`"code":"A","operator_code":"VIETTEL","given_crs":"EPSG:4326","given_coordinates":"14°21'00\"N 107°59'42\"E","geometry":{"type":"Point","coordinates":[107.995,14.35]}`,
		},
		"well-known text": {
			registry.Sites, "code,operator,wkt\nA,VIETTEL,POINT(107.995 14.35)\n", importing.Options{},
			"created 1 changed 0 unchanged 0 rejected 0 repeated 0 warned 0",
			`"code":"A","operator_code":"VIETTEL","geometry":{"type":"Point","coordinates":[107.995,14.35]}`,
		},
		"latitude under the header of longitude": {
			registry.Sites, "code,operator,lon,lat\nA,VIETTEL,14.35,107.995\nB,VIETTEL,14.36,107.995\n", importing.Options{},
			"created 2 changed 0 unchanged 0 rejected 0 repeated 0 warned 0",
			`"code":"A","operator_code":"VIETTEL","geometry":{"type":"Point","coordinates":[107.995,14.35]}`,
		},
		"one row of many turned": {
			registry.Sites, "code,operator,lon,lat\nA,VIETTEL,107.995,14.35\nB,VIETTEL,107.9,14.36\nC,VIETTEL,14.37,107.9\n", importing.Options{},
			"created 3 changed 0 unchanged 0 rejected 0 repeated 0 warned 1",
			`"code":"A","operator_code":"VIETTEL","geometry":{"type":"Point","coordinates":[107.995,14.35]}`,
		},
		"coordinates outside Vietnam keep their axes": {
			registry.Sites, "code,operator,lon,lat\nA,VIETTEL,-5.088856,48.456575\n", importing.Options{},
			"created 1 changed 0 unchanged 0 rejected 0 repeated 0 warned 0",
			`"code":"A","operator_code":"VIETTEL","geometry":{"type":"Point","coordinates":[-5.088856,48.456575]}`,
		},
		"a repeated row": {
			registry.Sites, "STT,code,operator\n1,A,VIETTEL\n2,A,VIETTEL\n", importing.Options{},
			"created 1 changed 0 unchanged 0 rejected 0 repeated 1 warned 1", `"code":"A","operator_code":"VIETTEL"`,
		},
		"the first of rows about one thing": {
			registry.Sites, "code,operator,name\nA,VIETTEL,x\nA,VIETTEL,y\n", importing.Options{KeepFirst: true},
			"created 1 changed 0 unchanged 0 rejected 0 repeated 1 warned 1", `"code":"A","name":"x","operator_code":"VIETTEL"`,
		},
		"two operators at one place": {
			registry.Sites, "operator,lon,lat\nVIETTEL,107.9,14.3\nVNPT,107.9,14.3\n", importing.Options{},
			"created 2 changed 0 unchanged 0 rejected 0 repeated 0 warned 0", ``,
		},
		"defaults": {
			registry.Sites, "code\nA\n", importing.Options{Defaults: map[string]string{"operator_code": "Viettel", "state": "đang phát sóng"}},
			"created 1 changed 0 unchanged 0 rejected 0 repeated 0 warned 0", `"code":"A","operator_code":"VIETTEL","state":"on_air"`,
		},
		"an unusual value": {
			registry.Sites, "code,operator,height_m\nA,VIETTEL,150\n", importing.Options{},
			"created 1 changed 0 unchanged 0 rejected 0 repeated 0 warned 1", `"code":"A","operator_code":"VIETTEL","height_m":150`,
		},
		"header only": {
			registry.Sites, "code,operator\n", importing.Options{}, "created 0 changed 0 unchanged 0 rejected 0 repeated 0 warned 0", ``,
		},
		"dates of the file": {
			registry.Sites, "code,operator\nA,VIETTEL\n", importing.Options{ValidFrom: date(t, "1/7/2025"), ValidTo: date(t, "1/1/2026")},
			"created 1 changed 0 unchanged 0 rejected 0 repeated 0 warned 0", `"valid_from":"2025-07-01","valid_to":"2026-01-01","code":"A","operator_code":"VIETTEL"`,
		},
		"figures of a year": {
			registry.Units, "Mã,Tên,Dân số 2019,Diện tích (ha)\n23281,Phường Quang Trung,18.463,\"362,50\"\n", importing.Options{},
			"created 1 changed 0 unchanged 0 rejected 0 repeated 0 warned 0",
			`"code":"23281","name":"Phường Quang Trung","level":"commune","type":"phuong","population":18463,"population_year":2019,"area_km2":3.625`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := withOperators(t)
			report := mustRun(t, store, c.kind, "in.csv", c.text, c.opts)
			if got := counts(report); got != c.want {
				t.Errorf("%s, want %s: %v", got, c.want, rules(report))
			}
			if c.json == "" {
				return
			}
			recs, _, err := store.Find(context.Background(), registry.Query{Kind: c.kind, AllRows: true, Order: []registry.Order{{Field: "code"}}})
			if err != nil || len(recs) == 0 {
				t.Fatalf("found %v, %v", recs, err)
			}
			recs[0].Head().ID = ""
			if got, want := string(registry.AppendJSON(nil, recs[0])), "{"+c.json+"}"; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			again := mustRun(t, store, c.kind, "in.csv", c.text, c.opts)
			if again.Created+again.Changed+again.Rejected > 0 || again.Unchanged != report.Created {
				t.Errorf("the second time: %s", counts(again))
			}
		})
	}
}

func TestUnsupportedFiles(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	for name, content := range map[string]string{
		"a.xls": "x", "a.ods": "x", "a.pdf": "%PDF-1.7", "a.docx": "x",
	} {
		if _, err := run(t, store, registry.Sites, name, content, importing.Options{}); registry.CodeOf(err) != registry.Unsupported {
			t.Errorf("%s: got %v, want Unsupported", name, err)
		}
	}
	if _, err := run(t, store, "nothing", "a.csv", "x", importing.Options{}); registry.CodeOf(err) != registry.Unsupported {
		t.Errorf("an unknown kind: got %v, want Unsupported", err)
	}
	for _, opts := range []importing.Options{{CRS: "vn2000:99"}, {Decimal: "dot"}, {Defaults: map[string]string{"state": "cái gì"}}, {Defaults: map[string]string{"no": "x"}}} {
		if _, err := run(t, store, registry.Sites, "a.csv", "code\n", opts); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%+v: got %v, want Invalid", opts, err)
		}
	}
}

func TestPackedAndPipedFiles(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte("code,operator\nA,VIETTEL\n"))
	_ = w.Close()
	store := withOperators(t)
	pipe := struct{ io.Reader }{bytes.NewReader(packed.Bytes())} // it cannot seek
	report, err := importing.Import(context.Background(), store, registry.Sites, "-", pipe, importing.Options{Author: registry.Author{Actor: "test"}})
	if err != nil || report.Created != 1 {
		t.Fatalf("%v, %v, want one site", report, err)
	}
	short := packed.Bytes()[:packed.Len()-9]
	report, err = importing.Import(context.Background(), store, registry.Sites, "a.csv.gz", bytes.NewReader(short), importing.Options{Author: registry.Author{Actor: "test"}})
	if registry.CodeOf(err) != registry.Invalid || !slices.Contains(rules(report), "0::damaged") {
		t.Errorf("a packed file cut short: %v, want damaged", err)
	}
}

func TestDryRunSaysTheSameAndWritesNothing(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	before := seq(t, store)
	opts := importing.Options{CRS: "vn2000:107.5", DryRun: true}
	dry := mustRun(t, store, registry.Sites, "sites.csv", goodSites, opts)
	if seq(t, store) != before || dry.Written {
		t.Fatal("a dry run wrote")
	}
	opts.DryRun = false
	real := mustRun(t, store, registry.Sites, "sites.csv", goodSites, opts)
	if counts(dry) != counts(real) {
		t.Errorf("dry run: %s, real run: %s", counts(dry), counts(real))
	}
}

func TestCancelledImportLeavesNothing(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	before := seq(t, store)
	ctx, cancel := context.WithCancel(context.Background())
	opts := importing.Options{Author: registry.Author{Actor: "test"}, Progress: func(done, total int64) {
		if done > total*3/4 {
			cancel()
		}
	}}
	_, err := importing.Import(ctx, store, registry.Sites, "sites.csv", bytes.NewReader(sitesCSV(8000)), opts)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if seq(t, store) != before {
		t.Error("a cancelled import wrote")
	}
}

func TestManyRowsWithinOneTransaction(t *testing.T) {
	t.Parallel()
	store := withOperators(t)
	data := string(sitesCSV(5000))
	if report := mustRun(t, store, registry.Sites, "s.csv", data, importing.Options{}); report.Created != 5000 {
		t.Fatalf("%s, want 5000 created", counts(report))
	}
	if report := mustRun(t, store, registry.Sites, "s.csv", data, importing.Options{}); report.Unchanged != 5000 {
		t.Fatalf("%s, want 5000 unchanged", counts(report))
	}
	if err := store.Verify(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestProblemsBeyondTheListAreCounted(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("code,operator\n")
	for i := range 10_050 {
		fmt.Fprintf(&text, "A%d,Beeline\n", i)
	}
	report, err := run(t, withOperators(t), registry.Sites, "s.csv", text.String(), importing.Options{})
	if err == nil || len(report.Problems) != 10_000 || report.Unlisted != 50 || report.Faults() != 10_050 || report.Rejected != 10_050 {
		t.Errorf("%d listed, %d unlisted, %d faults, %s", len(report.Problems), report.Unlisted, report.Faults(), counts(report))
	}
}
