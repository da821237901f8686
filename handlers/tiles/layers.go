package tiles

import (
	"slices"

	"hatang/registry"
)

// definition is a layer as the outside knows it.
type definition struct {
	name  string
	kind  registry.Kind
	title registry.Text
}

// shape is what a layer's features are.
type shape uint8

const (
	pointShape shape = iota
	areaShape
	wedgeShape
)

func (d definition) shape() shape {
	switch {
	case d.kind == registry.Sectors:
		return wedgeShape
	case d.name != labelLayer && registry.SchemaOf(d.kind).Shapes == registry.Areas:
		return areaShape
	}
	return pointShape
}

// listed is the kind whose list's filters the layer takes: a sector is shown
// when its station is.
func (d definition) listed() registry.Kind {
	if d.kind == registry.Sectors {
		return registry.Stations
	}
	return d.kind
}

// drawn are the kinds whose fields the layer's tiles carry.
func (d definition) drawn() []registry.Kind {
	if d.kind == registry.Sectors {
		return []registry.Kind{registry.Sectors, registry.Stations}
	}
	return []registry.Kind{d.kind}
}

// labelLayer is the layer of points at which the names of units stand.
const labelLayer = "units_label"

func definitions() []definition {
	kinds := []registry.Kind{
		registry.Units, registry.Sites, registry.Stations, registry.Sectors, registry.Postal,
		registry.Radio, registry.Clusters, registry.Settlements, registry.Zones,
	}
	var list []definition
	for _, kind := range kinds {
		list = append(list, definition{string(kind), kind, registry.SchemaOf(kind).Label})
		if kind == registry.Units {
			list = append(list, definition{labelLayer, kind, registry.Text{
				VI: "Nhãn đơn vị hành chính", EN: "Labels of administrative units",
			}})
		}
	}
	return list
}

// Names are the layers, in the order in which they are listed.
func Names() []string {
	var names []string
	for _, d := range definitions() {
		names = append(names, d.name)
	}
	return names
}

func findDefinition(list []definition, name string) (definition, bool) {
	i := slices.IndexFunc(list, func(d definition) bool { return d.name == name })
	if i < 0 {
		return definition{}, false
	}
	return list[i], true
}
