package cover

// components are the parts of the model that share no row, in the order of their
// first columns.
func (m *model) components() []*model {
	part := make([]int, m.columns())
	count := 0
	for i := range part {
		if part[i] == 0 {
			count++
			m.spread(int32(i), count, part)
		}
	}
	if count <= 1 {
		return []*model{m}
	}
	parts := make([]*model, count)
	for k := range parts {
		parts[k] = &model{left: m.columns(), col: adjacency{start: []int32{0}}}
	}
	into := make([]int32, len(m.rows.need))
	for j := range into {
		out := parts[part[m.row.of(int32(j))[0]]-1]
		into[j] = int32(len(out.rows.need))
		out.rows.first = append(out.rows.first, m.rows.first[j])
		out.rows.second = append(out.rows.second, m.rows.second[j])
		out.rows.need = append(out.rows.need, m.rows.need[j])
	}
	for i, k := range part {
		out := parts[k-1]
		for _, j := range m.col.of(int32(i)) {
			out.col.item = append(out.col.item, into[j])
		}
		out.col.start = append(out.col.start, int32(len(out.col.item)))
		out.site = append(out.site, m.site[i])
	}
	for _, out := range parts {
		out.row = out.col.transposed(len(out.rows.need))
	}
	return parts
}

// spread marks the columns connected to column i.
func (m *model) spread(i int32, mark int, part []int) {
	part[i] = mark
	for todo := []int32{i}; len(todo) > 0; {
		i, todo = todo[len(todo)-1], todo[:len(todo)-1]
		for _, j := range m.col.of(i) {
			for _, k := range m.row.of(j) {
				if part[k] == 0 {
					part[k] = mark
					todo = append(todo, k)
				}
			}
		}
	}
}
