package sqlite

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/jmoiron/sqlx"

	"hatang/registry"
)

// maxCells bounds a raster: 250 million cells are 1 GB, the most that SQLite
// holds in one value.
const maxCells = 250_000_000

// rasterRow is a row of the table raster without its cells, and, as JSON, the
// raster's state in the chain.
type rasterRow struct {
	Name       string  `db:"name" json:"name"`
	Purpose    string  `db:"purpose" json:"purpose"`
	Source     string  `db:"source" json:"source"`
	Year       int     `db:"year" json:"year"`
	ImportedAt string  `db:"imported_at" json:"imported_at"`
	West       float64 `db:"west" json:"west"`
	North      float64 `db:"north" json:"north"`
	CellLonDeg float64 `db:"cell_lon_deg" json:"cell_lon_deg"`
	CellLatDeg float64 `db:"cell_lat_deg" json:"cell_lat_deg"`
	Cols       int     `db:"cols" json:"cols"`
	Rows       int     `db:"rows" json:"rows"`
	Digest     string  `db:"digest" json:"digest"`
	Revision   int64   `db:"revision" json:"-"`
}

const rasterColumns = `name, purpose, source, year, imported_at, west, north, cell_lon_deg, cell_lat_deg, cols, rows, digest, revision`

func (r *rasterRow) json() []byte {
	text, err := json.Marshal(r)
	if err != nil {
		panic(err) // checkRaster lets only finite numbers in
	}
	return text
}

func (r *rasterRow) raster() (registry.Raster, error) {
	at, err := time.Parse(registry.TimeLayout, r.ImportedAt)
	return registry.Raster{
		Name: r.Name, Purpose: r.Purpose, Source: r.Source, Year: r.Year, ImportedAt: at,
		West: r.West, North: r.North, CellLonDeg: r.CellLonDeg, CellLatDeg: r.CellLatDeg, Cols: r.Cols, Rows: r.Rows,
	}, err
}

// PutRaster implements registry.Writer. A raster without ImportedAt gets the
// time of the transaction.
func (w *writer) PutRaster(ctx context.Context, r registry.Raster) error {
	if err := checkRaster(&r); err != nil {
		return err
	}
	if r.ImportedAt.IsZero() {
		r.ImportedAt = w.at
	}
	raw := rawCells(r.Values)
	state := rasterRow{
		Name: r.Name, Purpose: r.Purpose, Source: r.Source, Year: r.Year,
		ImportedAt: r.ImportedAt.UTC().Format(registry.TimeLayout),
		West:       r.West + 0, North: r.North + 0, CellLonDeg: r.CellLonDeg, CellLatDeg: r.CellLatDeg,
		Cols: r.Cols, Rows: r.Rows, Digest: digest(raw),
	}
	var before []byte
	old, err := rasterState(ctx, w.tx, r.Name)
	switch {
	case err == nil:
		before = old.json()
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	after := state.json()
	if bytes.Equal(before, after) {
		return nil
	}
	cells, err := compress(raw)
	if err != nil {
		return err
	}
	if err := w.begin(ctx); err != nil {
		return err
	}
	revision, err := w.record(ctx, registry.RasterChanges, r.Name, operationOf(before, after), before, after)
	if err != nil {
		return err
	}
	if err := w.exec(ctx, `DELETE FROM raster WHERE name = ?`, r.Name); err != nil {
		return err
	}
	return w.exec(ctx, `INSERT INTO raster (`+rasterColumns+`, cells) VALUES (`+marks(14)+`)`,
		state.Name, state.Purpose, state.Source, state.Year, state.ImportedAt, state.West, state.North,
		state.CellLonDeg, state.CellLatDeg, state.Cols, state.Rows, state.Digest, revision, cells)
}

func checkRaster(r *registry.Raster) error {
	finite := func(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
	switch {
	case r.Name == "":
		return registry.Errorf(registry.Invalid, "lưới không có tên", "the raster has no name")
	case r.Cols < 1 || r.Rows < 1 || r.Rows > maxCells/r.Cols:
		return registry.Errorf(registry.Invalid, "lưới %q có %d × %d ô; phải từ 1 đến %d ô",
			"the raster %q has %d × %d cells; from 1 to %d are possible", r.Name, r.Cols, r.Rows, maxCells)
	case len(r.Values) != r.Cols*r.Rows:
		return registry.Errorf(registry.Invalid, "lưới %q có %d giá trị cho %d × %d ô",
			"the raster %q has %d values for %d × %d cells", r.Name, len(r.Values), r.Cols, r.Rows)
	case !finite(r.West+r.North) || !(r.CellLonDeg > 0) || !(r.CellLatDeg > 0) || !finite(r.CellLonDeg+r.CellLatDeg):
		return registry.Errorf(registry.Invalid, "lưới %q: góc và cỡ ô phải là số, cỡ ô lớn hơn 0",
			"the raster %q: corner and cell size must be numbers, the size above 0", r.Name)
	}
	return nil
}

func rasterState(ctx context.Context, q sqlx.QueryerContext, name string) (*rasterRow, error) {
	var found rasterRow
	err := sqlx.GetContext(ctx, q, &found, `SELECT `+rasterColumns+` FROM raster WHERE name = ?`, name)
	return &found, err
}

// Raster implements registry.Store.
func (s *Store) Raster(ctx context.Context, name string) (registry.Raster, error) {
	var found struct {
		rasterRow
		Cells []byte `db:"cells"`
	}
	err := s.readDB.GetContext(ctx, &found, `SELECT `+rasterColumns+`, cells FROM raster WHERE name = ?`, name)
	if errors.Is(err, sql.ErrNoRows) {
		return registry.Raster{}, registry.Errorf(registry.NotFound, "không có lưới %q", "there is no raster %q", name)
	}
	if err != nil {
		return registry.Raster{}, s.explain(ctx, err)
	}
	raster, err := found.raster()
	if err != nil {
		return registry.Raster{}, s.explain(ctx, err)
	}
	raw, err := decompress(found.Cells, raster.Cols*raster.Rows*4)
	if err != nil {
		return registry.Raster{}, s.explain(ctx, fmt.Errorf("raster %s: %w", name, err))
	}
	raster.Values = make([]float32, raster.Cols*raster.Rows)
	for i := range raster.Values {
		raster.Values[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[i*4:]))
	}
	return raster, nil
}

// Rasters implements registry.Store, ordered by name.
func (s *Store) Rasters(ctx context.Context) ([]registry.Raster, error) {
	var found []rasterRow
	if err := s.readDB.SelectContext(ctx, &found, `SELECT `+rasterColumns+` FROM raster ORDER BY name`); err != nil {
		return nil, s.explain(ctx, err)
	}
	rasters := make([]registry.Raster, len(found))
	for i := range found {
		var err error
		if rasters[i], err = found[i].raster(); err != nil {
			return nil, s.explain(ctx, err)
		}
	}
	return rasters, nil
}

func rawCells(values []float32) []byte {
	raw := make([]byte, 4*len(values))
	for i, v := range values {
		binary.LittleEndian.PutUint32(raw[i*4:], math.Float32bits(v))
	}
	return raw
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func compress(raw []byte) ([]byte, error) {
	var out bytes.Buffer
	z, err := zlib.NewWriterLevel(&out, zlib.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(raw); err != nil {
		return nil, err
	}
	err = z.Close()
	return out.Bytes(), err
}

// decompress expects size bytes, neither more nor fewer.
func decompress(packed []byte, size int) ([]byte, error) {
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	defer release(z)
	raw := make([]byte, size)
	if _, err := io.ReadFull(z, raw); err != nil {
		return nil, err
	}
	if n, err := z.Read(make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) {
		return nil, errors.New("more cells than the raster has, or damaged ones")
	}
	return raw, nil
}
