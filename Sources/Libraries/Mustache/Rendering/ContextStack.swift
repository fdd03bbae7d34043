/// The context stack as a linked list: the value on its top, and the stack below.
///
/// The list is on the native stack and points at the caller's values, so that looking up a name neither copies a value
/// nor counts a reference. That is sound because the caller of `render` holds the whole context, unchanged, until the
/// rendering returns, and an array that nobody changes stays at its address; and because an element is created only by
/// `with`, which keeps it and those below it in place until its closure returns.
struct ContextStack {
    let value: UnsafePointer<Value>
    /// The value's fields when it is an object, else none.
    private let fields: UnsafeBufferPointer<Object.Field>
    private let below: UnsafePointer<ContextStack>?

    /// Calls `body` with the stack that has `value` on top of `below`.
    @inline(__always)
    static func with(
        _ value: UnsafePointer<Value>, on below: UnsafePointer<ContextStack>?,
        _ body: (UnsafePointer<ContextStack>) throws(TemplateError) -> Void
    ) throws(TemplateError) {
        try withUnsafePointer(
            to: ContextStack(value: value, fields: value.pointee.fields, below: below), body)
    }

    /// The value of `name` in the innermost object that has such a field.
    @inline(__always)
    func find(_ name: Name) -> UnsafePointer<Value>? {
        if let found = Self.find(name, in: fields) { return found }
        var next = below
        while let context = next {
            if let found = Self.find(name, in: context.pointee.fields) { return found }
            next = context.pointee.below
        }
        return nil
    }

    /// The value of `name` when `value` is an object that has such a field.
    static func find(_ name: Name, in value: UnsafePointer<Value>) -> UnsafePointer<Value>? {
        find(name, in: value.pointee.fields)
    }

    @inline(__always)
    private static func find(
        _ name: Name, in fields: UnsafeBufferPointer<Object.Field>
    ) -> UnsafePointer<Value>? {
        guard var field = fields.baseAddress else { return nil }
        let end = field + fields.count
        while field < end {
            if field.pointee.name == name { return field.pointer(to: \.value) }
            field += 1
        }
        return nil
    }
}

/// Access to values in place, without copying one or counting a reference. The pointers are valid as long as the
/// context is held unchanged; see `ContextStack`.
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
