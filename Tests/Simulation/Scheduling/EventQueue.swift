import Time

/// What is going to happen, by time; of two events at the same time the one that was added first comes first.
struct EventQueue {
    private struct Event {
        let time: Int64
        let order: Int64
        let body: () -> Void

        func precedes(_ other: Event) -> Bool {
            time != other.time ? time < other.time : order < other.order
        }
    }

    private var heap: [Event] = []
    private var added: Int64 = 0

    /// The time of the next event; nil when there is none.
    var nextTime: Instant? { heap.first.map { Instant(milliseconds: $0.time) } }

    /// - Parameter isUrgent: True for an event that comes before all others of its time.
    mutating func add(at time: Instant, isUrgent: Bool = false, _ body: @escaping () -> Void) {
        added += 1
        heap.append(Event(time: time.milliseconds, order: isUrgent ? -added : added, body: body))
        var child = heap.count - 1
        while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Removes the next event and returns what it does; nil when there is none.
    mutating func removeNext() -> (() -> Void)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first.body }
        heap[0] = last
        var parent = 0
        while true {
            let least = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
                .min { heap[$0].precedes(heap[$1]) }
            guard let least, heap[least].precedes(heap[parent]) else { return first.body }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
