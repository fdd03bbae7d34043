import Crypto
import HTTP
import SQLite
import SimulatorFaults

/// One request on its way through the API, in the service's own order: path, token, rate limit, method, endpoint.
struct Exchange {
    private let world: World
    private let request: Request
    /// Without `/v1`.
    private let path: String
    private let matches: [(route: Route, ids: [Int64])]

    init(world: World, request: Request) {
        let path = request.path.hasPrefix("/v1/") ? String(request.path.dropFirst(3)) : request.path
        self.world = world
        self.request = request
        self.path = path
        matches = Route.all.compactMap { route in
            // Without /v1 no path exists.
            guard request.path.hasPrefix("/v1/"), let ids = route.ids(in: path) else { return nil }
            return (route, ids)
        }
    }

    func run() throws -> Response {
        let refusal = refusal()
        let limit = try world.countRequest(in: refusal == nil ? .project : .anonymous)
        var response: Response
        if limit.isExceeded {
            response = Response(limit.error(token: token ?? "anonymous"))
        } else {
            response = try refusal ?? respond(limit)
        }
        if response.fault != .rateLimited { response.headers += limit.headers }
        response.dateError = try world.dateError(request.method, path)
        return response
    }

    /// The response to a request that reaches no endpoint.
    private func refusal() -> Response? {
        guard !matches.isEmpty else { return .unknownPath }
        guard let token, !token.isEmpty else { return .unauthorized(.noToken) }
        return access(token) == nil ? .unauthorized(.wrongToken) : nil
    }

    /// Lets faults fire before and after the request is carried out.
    private func respond(_ limit: RateLimit) throws -> Response {
        let fired = try world.fire { injection in
            injection.responseFault(to: request.method, path).map { (injection, $0) }
        }
        guard let (injection, fault) = fired else { return try carryOut() }
        var response = injection.isAfterRequest(fault) ? try carryOut() : Response(.noContent)
        injection.inject(fault, into: &response, limit, token: token ?? "")
        response.fault = fault
        return response
    }

    private func carryOut() throws -> Response {
        guard let match = matches.first(where: { $0.route.method == method }) else {
            return Response(.methodNotAllowed)
        }
        guard match.route.method == .get || token.flatMap(access) == .readWrite else {
            return Response(.readOnlyToken)
        }
        // Changes that a request has made before it is refused must not stay.
        try world.database.execute("SAVEPOINT request")
        do {
            let response = try match.route.handle(try apiRequest(match.ids))
            try world.database.execute("RELEASE request")
            return Response(response)
        } catch let error as APIError {
            try world.database.execute("ROLLBACK TO request")
            try world.database.execute("RELEASE request")
            return Response(error)
        }
    }

    private func apiRequest(_ ids: [Int64]) throws -> APIRequest {
        do throws(FormError) {
            let query = try FormData(urlEncoded: Array(request.query.utf8))
            return APIRequest(world: world, http: request, ids: ids, query: query)
        } catch {
            throw APIError.invalidInput("the query string is malformed")
        }
    }

    private var method: Method {
        request.method == .head ? .get : request.method
    }

    private enum Access {
        case readOnly, readWrite
    }

    private var token: String? {
        guard let header = request.headers["Authorization"], header.hasPrefix("Bearer ") else { return nil }
        return String(header.dropFirst("Bearer ".count))
    }

    private func access(_ token: String) -> Access? {
        let given = Array(token.utf8)
        if ConstantTime.equal(given, Array(world.settings.token.utf8)) { return .readWrite }
        guard let readOnly = world.settings.readOnlyToken else { return nil }
        return ConstantTime.equal(given, Array(readOnly.utf8)) ? .readOnly : nil
    }
}
