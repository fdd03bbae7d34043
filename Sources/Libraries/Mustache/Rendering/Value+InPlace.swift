/// Reading values where they lie, without copying one or counting a reference. The pointers are good for as
/// long as the context is held unchanged; see `Frame`.
extension Value {
    /// The fields when this is an object, else none.
    var fields: UnsafeBufferPointer<Object.Field> {
        guard case .object(let object) = self else { return .init(start: nil, count: 0) }
        return object.fields.withUnsafeBufferPointer { $0 }
    }

    /// The items when this is a list.
    var items: UnsafeBufferPointer<Value>? {
        guard case .list(let items) = self else { return nil }
        return items.withUnsafeBufferPointer { $0 }
    }

    var lambda: Lambda? {
        guard case .lambda(let lambda) = self else { return nil }
        return lambda
    }
}
