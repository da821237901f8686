package importing

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"hatang/geo/crs"
	"hatang/registry"
)

// Import reads the file and writes its rows about records of the kind, all or
// none. The name is what problems call the file, and tells its format. The
// report is given whenever the file could be looked at, with an Invalid error
// when it has faults; other errors are the store's or the machine's.
//
// A source that can seek is read where it is; another is copied to a temporary
// file first.
func Import(ctx context.Context, store registry.Store, kind registry.Kind, name string, src io.Reader, opts Options) (*Report, error) {
	if err := refuseManaged(kind); err != nil {
		return nil, err
	}
	im, err := newImporter(store, kind, name, opts)
	if err != nil {
		return nil, err
	}
	im.input, err = newInput(ctx, src, opts.Progress)
	if err != nil {
		return nil, err
	}
	err = im.run(ctx)
	im.report.sort()
	return im.report, errors.Join(err, im.input.close())
}

// refuseManaged refuses the kinds that are not written from files.
func refuseManaged(kind registry.Kind) error {
	schema := registry.SchemaOf(kind)
	if schema == nil || !schema.Managed {
		return nil
	}
	return &registry.Error{
		Code:    registry.Invalid,
		Message: registry.Textf("%[1]s không nhập bằng tệp được", "%[2]s are not imported from files", schema.Label.VI, schema.Label.EN),
		Hint:    registry.Textf("chương trình tự lập các bản ghi này theo quy trình của chúng", "the program makes these records itself, each by its rules"),
	}
}

// importer carries one import from start to end.
type importer struct {
	store       registry.Store
	schema      *registry.Schema
	fieldIndex  map[string]int
	opts        Options
	asked       style // of decimals
	report      *Report
	input       *input
	format      Format
	columns     *columns
	positions   positions
	survey      struct{ rows int }
	brokenAt    bool // the file cannot be read to its end
	defaults    []defaultValue
	checks      checks
	matcher     *matcher
	units       *unitImport
	stations    *stationImport
	successions *successionImport
	gazetteer   *gazetteer      // nil unless communes may be named without a code
	operators   *operatorImport // nil unless operators may be made
	neighbours  *neighbours
	whereabouts whereabouts
	otherZones  otherZones
	placement   *placement // nil: rows without coordinates stay without
	missing     map[string]*missingField
	tidied      int // rows whose geometry was mended without moving it
	hasher      hasher
	buffer      []byte
	serial      func(float64) (registry.Date, bool) // days as the file numbers them, nil where it does not
}

// missingField counts new records without a required field whose column the
// file does not have.
type missingField struct {
	problem registry.Problem
	rows    int
}

// defaultValue is what rows that state nothing about a field get.
type defaultValue struct {
	at    int
	field *registry.Field
	value any
}

func newImporter(store registry.Store, kind registry.Kind, name string, opts Options) (*importer, error) {
	schema := registry.SchemaOf(kind)
	if schema == nil {
		return nil, registry.Errorf(registry.Unsupported, "không có loại bản ghi %q", "there is no kind of record %q", kind)
	}
	if len(schema.Fields) > 64 {
		return nil, registry.Errorf(registry.Internal, "%s có quá 64 trường", "%s has more than 64 fields", kind)
	}
	im := &importer{
		store: store, schema: schema, fieldIndex: fieldsOf(schema), opts: opts,
		report:  &Report{File: name, Kind: kind, DryRun: opts.DryRun, Problems: []registry.Problem{}, Decisions: []registry.Text{}},
		missing: map[string]*missingField{}, hasher: newHasher(),
	}
	var err error
	if im.asked, err = opts.decimal(); err != nil {
		return nil, err
	}
	im.positions.system, err = crs.ByEPSG(wgs84EPSG)
	if opts.CRS != "" {
		im.positions.stated = true
		im.positions.system, err = crs.Parse(opts.CRS)
	}
	if err != nil {
		return nil, &registry.Error{Code: registry.Invalid, Cause: err, Message: registry.Textf(
			"không biết hệ tọa độ %q", "unknown reference system %q", opts.CRS)}
	}
	im.columns = newColumns(&im.opts, newDictionary(schema))
	if kind == registry.Units {
		im.units = newUnitImport()
	}
	if opts.CreateOperators && kind != registry.Operators {
		im.operators = &operatorImport{named: map[string]bool{}}
	}
	if kind == registry.Stations {
		im.stations = newStationImport()
	}
	if kind == registry.Successions {
		im.successions = newSuccessionImport()
	}
	im.neighbours, im.whereabouts.days = newNeighbours(im.schema), map[registry.Date]*communeMap{}
	if err := im.mayPlace(); err != nil {
		return nil, err
	}
	return im, im.readDefaults()
}

// readDefaults reads the values that Options gives as text.
func (im *importer) readDefaults() error {
	var problems []registry.Problem
	for _, name := range slices.Sorted(maps.Keys(im.opts.Defaults)) {
		text := im.opts.Defaults[name]
		f := im.schema.Field(name)
		if f == nil || name == "id" || name == "valid_from" || name == "valid_to" {
			problems = append(problems, registry.Problem{Column: name, Rule: "unknown-field", Severity: registry.Fault,
				Message: registry.Text{VI: "không có trường này, hoặc không đặt mặc định được", EN: "there is no such field, or it takes no default"}})
			continue
		}
		col := &column{target: target{use: fieldUse, field: f}, codes: newCodebook(f.Codes), style: pointStyle}
		value, expected := col.value(writtenCell(text))
		if !expected.IsZero() {
			problems = append(problems, registry.Problem{Column: name, Value: text, Rule: "type", Severity: registry.Fault, Message: expected})
			continue
		}
		if value != nil {
			im.defaults = append(im.defaults, defaultValue{im.fieldIndex[name], f, value})
		}
	}
	if len(problems) == 0 {
		return nil
	}
	return &registry.Error{Code: registry.Invalid, Problems: problems, Message: registry.Text{
		VI: "giá trị mặc định không dùng được", EN: "default values cannot be used",
	}}
}

// readNames reads the names of communes, where the file may need them. Records
// that are to be placed in their commune rest on stated codes alone: a stand-in
// from a name would put a guess on the map.
func (im *importer) readNames(ctx context.Context) error {
	if im.opts.PlaceInCommune || !im.needsGazetteer() {
		return nil
	}
	return im.store.View(ctx, func(ctx context.Context, r registry.Reader) (err error) {
		im.gazetteer, err = readGazetteer(ctx, r)
		return err
	})
}

// errRejected rolls back an import with faults, errDryRun one that is not meant.
var (
	errRejected = errors.New("rejected")
	errDryRun   = errors.New("dry run")
)

func (im *importer) run(ctx context.Context) error {
	if err := im.surveyFile(ctx); err != nil {
		return err
	}
	if err := im.decide(ctx); err != nil {
		return err
	}
	if err := im.checks.prepare(ctx, im); err != nil {
		return err
	}
	if im.operators != nil {
		im.operators.prepare(im)
	}
	if err := im.readNames(ctx); err != nil {
		return err
	}
	err := im.store.Update(ctx, im.opts.Author, func(ctx context.Context, w registry.Writer) error {
		if err := im.apply(ctx, w); err != nil {
			return err
		}
		switch {
		case im.report.faults > 0:
			return errRejected
		case im.opts.DryRun:
			return errDryRun
		}
		return nil
	})
	switch {
	case errors.Is(err, errRejected):
		return im.report.err()
	case errors.Is(err, errDryRun):
		return nil
	case err != nil:
		return fmt.Errorf("import of %s: %w", im.report.File, err)
	}
	im.report.Written = im.report.Created+im.report.Changed+len(im.report.Related) > 0
	return nil
}

// release gives the working space of the second pass back.
func (im *importer) release() error {
	errs := []error{im.matcher.close()}
	if im.neighbours != nil {
		errs = append(errs, im.neighbours.places.close())
	}
	if im.stations != nil {
		errs = append(errs, im.stations.sites.close())
	}
	return errors.Join(errs...)
}

// open is a reader at the beginning of the file.
func (im *importer) open(ctx context.Context) (Reader, error) {
	data, err := im.input.open(ctx)
	if err != nil {
		return nil, err
	}
	var packed *archive
	if start, _ := data.Peek(4); bytes.Equal(start, zipMagic) {
		at, size, err := im.input.whole(ctx)
		if err != nil {
			return nil, err
		}
		if packed, err = openArchive(at, size); err != nil {
			return nil, err
		}
	}
	if im.format == "" {
		if im.format, err = formatOf(im.opts.Format, im.report.File, data, packed); err != nil {
			return nil, err
		}
	}
	reader, err := im.reader(ctx, data, packed)
	if err != nil {
		return nil, err
	}
	if located, ok := reader.(interface{ System() (crs.CRS, bool) }); ok {
		if system, stated := located.System(); stated {
			im.positions.system, im.positions.stated = system, true
		}
	}
	return im.laidOut(ctx, reader)
}

// zipMagic begins ZIP files, XLSX and KMZ among them.
var zipMagic = []byte("PK\x03\x04")

// wanted is the system that the user stated, nil for none.
func (im *importer) wanted() *crs.CRS {
	if im.opts.CRS == "" {
		return nil
	}
	return &im.positions.system
}

func (im *importer) reader(ctx context.Context, data *bufio.Reader, packed *archive) (Reader, error) {
	switch im.format {
	case XLSX:
		if packed == nil {
			return nil, notOfFormat(im.format)
		}
		r, err := newXLSXReader(packed, im.opts.Sheet, im.columns.known)
		if err == nil {
			im.serial = r.serial
		}
		return orNil(r, err)
	case GPKG:
		path, err := im.input.path(ctx)
		if err != nil {
			return nil, err
		}
		return orNil(newGPKGReader(ctx, path, im.opts.Layer, im.schema.Table, im.wanted(), im.columns.known))
	case KML:
		return orNil(newKMLReader(data, nil))
	case KMZ:
		if packed == nil {
			return nil, notOfFormat(im.format)
		}
		return orNil(openKMZ(packed))
	case Shapefile:
		parts, err := im.shapefileParts(ctx, packed)
		if err != nil {
			return nil, err
		}
		return orNil(newShapefileReader(parts, im.opts.Encoding, im.wanted(), im.columns))
	case OpenCelliD:
		return newOpenCelliDReader(data), nil
	case GeoJSON:
		var wanted crs.CRS
		if im.positions.stated {
			wanted = im.positions.system
		}
		return newGeoJSONReader(data, wanted)
	}
	return newCSVReader(data, im.opts.Encoding, im.columns.known)
}

// shapefileParts finds the files that make a shapefile.
func (im *importer) shapefileParts(ctx context.Context, packed *archive) (shapefileParts, error) {
	if packed != nil {
		return partsInArchive(packed, im.opts.Layer)
	}
	path, err := im.input.path(ctx)
	if err != nil {
		return nil, err
	}
	return partsBeside(path), nil
}

// orNil keeps the pointer of a failed reader out of the interface.
func orNil[R Reader](r R, err error) (Reader, error) {
	if err != nil {
		return nil, err
	}
	return r, nil
}

// eachRow calls f with the rows of the file, and with no row at the end. A file
// that breaks off is a *Broken.
func (im *importer) eachRow(ctx context.Context, f func(Reader, *Row) error) error {
	reader, err := im.open(ctx)
	if closer, ok := reader.(io.Closer); ok {
		defer func() { _ = closer.Close() }() // it was only read
	}
	for err == nil {
		var row *Row
		if row, err = reader.Next(); err == nil {
			err = f(reader, row)
		}
	}
	if errors.Is(err, io.EOF) {
		return f(reader, nil)
	}
	return err
}

// brokenOff makes a problem of a *Broken, once; other errors are returned.
func (im *importer) brokenOff(err error) error {
	var bad *Broken
	if !errors.As(err, &bad) {
		return err
	}
	if !im.brokenAt {
		im.brokenAt = true
		im.report.add(bad.Problem)
	}
	return nil
}

// surveyFile is the first pass.
func (im *importer) surveyFile(ctx context.Context) error {
	err := im.eachRow(ctx, func(reader Reader, row *Row) error {
		if header := reader.Header(); len(header) > len(im.columns.all) {
			im.columns.grow(header)
			im.locateColumns()
		}
		if row == nil {
			im.report.decide(registry.Textf("định dạng: %s", "format: %s", im.format))
			im.report.decide(reader.Notes()...)
			return nil
		}
		im.survey.rows++
		im.look(reader, row)
		if len(registry.Faults(row.Problems)) > 0 {
			return nil
		}
		degrees := im.positions.inDegrees()
		for _, col := range im.columns.all {
			col.survey(row.Number, cellAt(row.Cells, col), degrees)
		}
		if im.operators != nil {
			im.operators.collect(im.columns.all, row.Cells)
		}
		im.positions.survey(row.Number, row.Cells, row.Geometry)
		return nil
	})
	return im.brokenOff(err)
}

// locateColumns finds the columns that tell where things are.
func (im *importer) locateColumns() {
	p := &im.positions
	p.x, p.y, p.pair, p.wkt = im.columns.find(xUse), im.columns.find(yUse), im.columns.find(pairUse), im.columns.find(wktUse)
}

// decide settles, between the passes, how the file is read.
func (im *importer) decide(ctx context.Context) error {
	idsKnown, err := im.idsKnown(ctx)
	if err != nil {
		return err
	}
	for _, p := range im.columns.settle(idsKnown) {
		im.report.add(p)
	}
	im.locateColumns()
	for _, p := range decideStyles(im.columns.all, im.asked) {
		im.report.add(p)
	}
	if s := fileStyle(im.columns.all); s != undecided && im.asked == undecided {
		im.report.decide(registry.Text{VI: "số: " + s.text().VI, EN: "numbers: " + s.text().EN})
	}
	notes, problems := im.positions.decide()
	im.report.decide(notes...)
	for _, p := range problems {
		im.report.add(p)
	}
	im.report.Columns = im.columns.uses()
	if im.survey.rows == 0 && !im.brokenAt {
		im.report.add(registry.Problem{Rule: "empty", Severity: registry.Warning, Message: registry.Text{
			VI: "tệp không có dòng dữ liệu nào", EN: "the file has no rows of data",
		}})
	}
	im.linkColumns()
	return nil
}

// linkColumns gives columns the index of their field.
func (im *importer) linkColumns() {
	for _, col := range im.columns.all {
		col.serial = im.serial
		if col.field != nil {
			col.at = im.fieldIndex[col.field.Name]
		}
		if col.yearField != nil {
			col.yearAt = im.fieldIndex[col.yearField.Name]
		}
	}
}

// idsKnown tells whether an ID column of whole numbers holds IDs of the
// registry.
func (im *importer) idsKnown(ctx context.Context) (bool, error) {
	for _, col := range im.columns.all {
		if !col.isID() || !col.order.wholes() {
			continue
		}
		_, err := im.store.Rows(ctx, im.schema.Kind, fmt.Sprint(col.order.first))
		if err != nil && registry.CodeOf(err) != registry.NotFound {
			return false, err
		}
		return err == nil, nil
	}
	return false, nil
}
