package importing

import "encoding/binary"

// ledger remembers two numbers under each of many hashes, in a scratch: an open
// hash table with linear probing that is at most half full.
type ledger struct {
	space scratch
	slots int // a power of two
	count int
}

// slotBytes is the size of a slot: the hash, the row (0: the slot is free) and
// the other number.
const slotBytes = 32

// find is what stands under the hash; row is 0 when nothing does.
func (l *ledger) find(key hash) (row int32, value uint64) {
	if l.slots == 0 {
		return 0, 0
	}
	slot := l.slot(key)
	return int32(binary.LittleEndian.Uint64(slot[16:])), binary.LittleEndian.Uint64(slot[24:])
}

// set puts the numbers under the hash, in place of what stood there; row is not
// 0.
func (l *ledger) set(key hash, row int32, value uint64) error {
	if 2*(l.count+1) > l.slots {
		if err := l.double(); err != nil {
			return err
		}
	}
	slot := l.slot(key)
	if binary.LittleEndian.Uint64(slot[16:]) == 0 {
		l.count++
	}
	putSlot(slot, key, uint64(uint32(row)), value)
	return nil
}

// slot is where the hash stands, or would.
func (l *ledger) slot(key hash) []byte {
	for i := int(key[0]) & (l.slots - 1); ; i = (i + 1) & (l.slots - 1) {
		slot := l.space.bytes[i*slotBytes : (i+1)*slotBytes]
		if binary.LittleEndian.Uint64(slot[16:]) == 0 ||
			binary.LittleEndian.Uint64(slot) == key[0] && binary.LittleEndian.Uint64(slot[8:]) == key[1] {
			return slot
		}
	}
}

func (l *ledger) double() error {
	larger := ledger{slots: max(2*l.slots, 1<<10), count: l.count}
	if _, err := larger.space.take(larger.slots * slotBytes); err != nil {
		return err
	}
	for i := range l.slots {
		old := l.space.bytes[i*slotBytes : (i+1)*slotBytes]
		if row := binary.LittleEndian.Uint64(old[16:]); row != 0 {
			key := hash{binary.LittleEndian.Uint64(old), binary.LittleEndian.Uint64(old[8:])}
			putSlot(larger.slot(key), key, row, binary.LittleEndian.Uint64(old[24:]))
		}
	}
	if err := l.space.close(); err != nil {
		return err
	}
	*l = larger
	return nil
}

func putSlot(slot []byte, key hash, row, value uint64) {
	binary.LittleEndian.PutUint64(slot, key[0])
	binary.LittleEndian.PutUint64(slot[8:], key[1])
	binary.LittleEndian.PutUint64(slot[16:], row)
	binary.LittleEndian.PutUint64(slot[24:], value)
}

func (l *ledger) close() error { return l.space.close() }
