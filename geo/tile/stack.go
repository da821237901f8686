package tile

// Stack is several layers in one tile, which share its MaxBytes: what comes
// first is served first. Points come first, since groups of them cannot be made
// as small as one likes.
type Stack []Layer

// AppendTile appends the tile; nothing when all layers of it are empty.
func (s Stack) AppendTile(dst []byte, e *Encoder, id ID) []byte {
	start := len(dst)
	for _, layer := range s {
		e.taken = len(dst) - start
		dst = layer.AppendTile(dst, e, id)
	}
	e.taken = 0
	return dst
}
