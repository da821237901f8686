package web

import (
	"hatang/handlers/auth"
	"hatang/registry"
)

// recordSection is the page of one record: to read, print, link to and change.
func recordSection() section {
	return section{
		path: "record", icon: "file-text", key: "", title: registry.Text{VI: "Bản ghi", EN: "Record"},
		needs: auth.Right{Resource: auth.Desk, Action: auth.Read}, apart: true, kinds: registry.EditedKinds(),
		words: vocabulary{
			"recFacts":    {VI: "Thông tin", EN: "Facts"},
			"recNone":     {VI: "Không có bản ghi này", EN: "There is no such record"},
			"recNoneHelp": {VI: "Địa chỉ cần loại và định danh: record?kind=sites&id=…", EN: "The address names a kind and an id: record?kind=sites&id=…"},
			"recToList":   {VI: "Đến danh sách", EN: "To the list"},
			"recHolds":    {VI: "Có hiệu lực từ {from} đến {to}", EN: "Holds from {from} to {to}"},
			"recNear":     {VI: "Lân cận, mét trên ellipsoid", EN: "Nearby, metres on the ellipsoid"},
			"recNearest":  {VI: "{kind} gần nhất", EN: "Nearest: {kind}"},
			"recWithin":   {VI: "Trong đơn vị này", EN: "In this unit"},
			"recUndo":     {VI: "Trả lại như trước thay đổi này", EN: "Put back what stood before this change"},
			"recPrinted":  {VI: "In ngày {day}", EN: "Printed on {day}"},
		},
	}
}
