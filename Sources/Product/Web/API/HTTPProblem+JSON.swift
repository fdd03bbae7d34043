extension HTTPProblem {
    /// `{"error":{"code":…,"message":…}}`, with the wrong fields where there are any.
    var json: JSONValue {
        var error: [String: JSONValue] = ["code": .string(code), "message": .string(message)]
        if !fieldErrors.isEmpty {
            error["fields"] = .array(
                fieldErrors.map { .object(["field": .string($0.field), "message": .string($0.message)]) })
        }
        return .object(["error": .object(error)])
    }
}
