package tile

// Ungrouped draws every point whatever the tile's size, to compare the encoder
// with others.
func Ungrouped(l *PointLayer) Layer { return ungrouped{l} }

type ungrouped struct{ *PointLayer }

// AppendTile implements Layer.
func (l ungrouped) AppendTile(dst []byte, e *Encoder, id ID) []byte {
	e.rows = l.Index.Box(e.rows[:0], id.reach())
	e.begin(dst, l.Name, id.Z, l.Points.table, true)
	e.addEach(l.PointLayer, id, 1<<40)
	return e.end()
}
