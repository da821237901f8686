package ogc_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"hatang/registry"
)

// records are a small registry with what is rare: history, a thing that ended,
// one without a position, areas with a hole and of two parts, names that sort
// otherwise than their bytes.
const records = `[
{"kind":"operators","record":{"id":"op-viettel","code":"viettel","name":"Viettel","sector":"mobile"}},
{"kind":"operators","record":{"id":"op-mobifone","code":"mobifone","name":"MobiFone","sector":"mobile"}},
{"kind":"units","record":{"id":"u-62","code":"62","name":"Tỉnh Kon Tum","level":"province","type":"tinh","population":540438,"population_year":2019,"area_km2":9674.18,"geometry":{"type":"Polygon","coordinates":[[[107.9,14.2],[108.1,14.2],[108.1,14.4],[107.9,14.4],[107.9,14.2]],[[107.99,14.29],[107.99,14.31],[108.01,14.31],[108.01,14.29],[107.99,14.29]]]}}},
{"kind":"units","record":{"id":"u-isles","code":"23281","name":"Hai phần","level":"commune","type":"xa","geometry":{"type":"MultiPolygon","coordinates":[[[[107.9,14.2],[107.95,14.2],[107.95,14.25],[107.9,14.2]]],[[[108.0,14.35],[108.05,14.35],[108.05,14.4],[108.0,14.35]]]]}}},
{"kind":"units","record":{"id":"u-none","code":"23284","name":"Chưa có ranh giới","level":"commune","type":"xa"}},
{"kind":"sites","record":{"id":"s-1","valid_from":"2010-01-01","valid_to":"2020-12-31","code":"KT001","name":"Đắk Tô","operator_code":"viettel","state":"built","height_m":42,"geometry":{"type":"Point","coordinates":[107.95,14.3]}}},
{"kind":"sites","record":{"id":"s-1","valid_from":"2020-12-31","code":"KT001","name":"Đắk Tô","operator_code":"viettel","state":"on_air","height_m":42.5,"technologies":["2G","4G"],"land_owner":"Nguyễn Văn A","geometry":{"type":"Point","coordinates":[107.951,14.3]}}},
{"kind":"sites","record":{"id":"s-2","code":"KT002","name":"Kon Rẫy","operator_code":"viettel","state":"built","height_m":30,"technologies":["4G","5G"],"geometry":{"type":"Point","coordinates":[108.05,14.3]}}},
{"kind":"sites","record":{"id":"s-3","valid_from":"2015-01-01","valid_to":"2020-01-01","code":"KT003","name":"Ngọc Hồi","operator_code":"mobifone","state":"on_air","height_m":30,"geometry":{"type":"Point","coordinates":[107.96,14.31]}}},
{"kind":"sites","record":{"id":"s-4","valid_from":"2021-01-01","code":"KT004","name":"Sa Thầy, trung tâm","operator_code":"mobifone","state":"proposed","geometry":{"type":"Point","coordinates":[108.2,14.5]}}},
{"kind":"sites","record":{"id":"s-5","code":"KT005","name":"Da Nang","operator_code":"mobifone","height_m":15,"geometry":{"type":"Point","coordinates":[108,14.3]}}},
{"kind":"sites","record":{"id":"s-6","code":"KT006","name":"Zơ Moong","operator_code":"viettel","height_m":30,"commissioned":"2019-05-01"}},
{"kind":"sites","record":{"id":"s/7 é","code":"KT007","name":"đường 24 \"<b>\"","operator_code":"viettel","has_permit":true,"geometry":{"type":"Point","coordinates":[107.9,14.2]}}},
{"kind":"stations","record":{"id":"t-1","code":"KT001-4G","site_id":"s-1","operator_code":"viettel","technology":"4G","geometry":{"type":"Point","coordinates":[107.95,14.3]}}}
]`

// small is the records as a registry file, made once.
var small = sync.OnceValues(func() ([]byte, error) {
	return makeRegistry(func(ctx context.Context, store registry.Store) error {
		return put(ctx, store, records)
	})
})

func put(ctx context.Context, store registry.Store, list string) error {
	var items []struct {
		Kind   registry.Kind   `json:"kind"`
		Record json.RawMessage `json:"record"`
	}
	if err := json.Unmarshal([]byte(list), &items); err != nil {
		return err
	}
	author := registry.Author{Actor: "test", Request: "fixture"}
	return store.Update(ctx, author, func(ctx context.Context, w registry.Writer) error {
		for _, item := range items {
			rec, problems := registry.ParseJSON(item.Kind, item.Record)
			if len(problems) > 0 {
				return fmt.Errorf("%s: %v", item.Record, problems)
			}
			if _, err := w.Put(ctx, rec); err != nil {
				return fmt.Errorf("%s: %w", item.Record, err)
			}
		}
		return w.PutSetting(ctx, registry.SettingNotice, "Vị trí minh họa")
	})
}
