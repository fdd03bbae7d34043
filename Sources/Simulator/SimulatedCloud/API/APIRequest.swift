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

    /// The values of a query parameter that may be repeated. Throws `invalid_input` for an unknown one.
    func choices<Choice: RawRepresentable<String>>(
        _ name: String, of type: Choice.Type
    ) throws(APIError) -> [Choice] {
        var choices: [Choice] = []
        for text in query.all(name) {
            guard let choice = Choice(rawValue: text) else {
                throw .invalidInput(fields: [.init(name: name, message: "Not a valid choice.")])
            }
            choices.append(choice)
        }
        return choices
    }

    /// The response with one action, as power endpoints give it.
    func accepted(_ action: Action) -> JSONResponse {
        .created(["action": action.json(at: world.now)])
    }

    /// The response with a list of actions, as all firewall endpoints give it.
    func accepted(_ actions: [Action]) -> JSONResponse {
        .created(["actions": .array(actions.map { $0.json(at: world.now) })])
    }
}
