import HTTP

/// A request of the API for one endpoint, ready to be carried out in a transaction.
struct APIRequest {
    let world: World
    let http: Request
    /// The numbers in the path, left to right.
    let ids: [Int64]
    let query: FormData

    /// The first number in the path, which every route that asks for it has.
    var id: Int64 {
        guard let id = ids.first else { preconditionFailure("BUG: a route without a number in its path") }
        return id
    }

    /// The body's members. An empty body counts as `{}`: power actions come without one.
    ///
    /// Throws `json_error` for what is not JSON and `invalid_input` for what is no object.
    func input(allowing names: Set<String>) throws(APIError) -> Input {
        guard !http.body.isEmpty else { return Input(members: [], allowing: names) }
        let json: JSON
        do throws(JSON.NotJSON) {
            json = try JSON(parsing: http.body)
        } catch {
            throw .notJSON
        }
        guard case .object(let members) = json else {
            throw .invalidInput("the request body must be a JSON object")
        }
        return Input(members: members, allowing: names)
    }
}
