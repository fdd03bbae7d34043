/*
 * Witness, mark, observing and copies of the database.
 *
 * Two installations, of one task at a time, a job's or a round's. With -DSHARED they have one database file open: two
 * hosts, or two processes of one. Otherwise each has its own, and at any moment the one file is copied over the other:
 * a restore while the old process lives on, a twin, or, until the first copy, a stranger with an empty database.
 * A process may die between any two lines, any answer may be lost, and a request may arrive long after its sender's
 * death.
 *
 * Marks are random. Only their equality counts, so here they are small numbers, given anew after each change.
 */

/* Switches: each undoes one correction or plants one flaw, and `check` demands that each is found. All that the design
   said before, together: */
#ifdef DESIGN_AS_WRITTEN
#define MARK_BY_PUT
#define INTENT_REPLACED
#define JOBS_EXEMPT
#define EARLIER_MOVE_COVERS
#define FINISH_UNDONE
#define RESUME_AT_ONCE
#define RESUME_CONTINUES
#endif

#ifdef WITNESS_NOT_LOOKED_AT
#define SEEN true
#define TOKEN_NOT_BOUND
#else
#define SEEN (mark == DB.last || mark == DB.next)
#endif
#define ACTIVE (DB.observing == false)
#ifdef FINISH_UNDONE
#define UNDOABLE (DB.job == work || DB.job == finish)
#else
#define UNDOABLE (DB.job == work)
#endif
/* The answer to GET of the server's id. With another project's token it is always 404. */
#ifdef TOKEN_NOT_BOUND
#define NOT_FOUND true
#else
#define NOT_FOUND (server == 0 || server != DB.id)
#endif
#ifdef INTENT_NOT_RESUMED
#define STUCK (DB.next != 0)
#else
#define STUCK false
#endif
#ifdef RESUME_AT_ONCE
#define QUIET true
#else
#define QUIET (!entitled[0] && !entitled[1])
#endif
#ifdef EARLIER_MOVE_COVERS
#define EARLIER_COVERS true
#else
#define EARLIER_COVERS false
#endif

/* A job: none yet, at work, past the point of no return, ready, being undone, released by the customer, over, and
   parked for a person. */
mtype:job = { idle, work, finish, ready, undo, released, over, parked }
/* A ledger line. One that is kept waits for a person. */
mtype:line = { none, intended, created, deleting, gone, kept }

typedef File {
	mtype:job job;
	byte id;		/* the job, whose id the server carries as a label */
	mtype:line line;
	byte last;		/* the mark that this file knows to be at Hetzner */
	byte next;		/* the intended one, 0 when there is none */
	bit observing
}
File db[2];
#ifdef SHARED
#define DB db[0]
#define MINE true
#define LATE
#else
#define DB db[i]
#define MINE (orderedBy == i)
#endif

/* Hetzner: the witness's mark, and the job of the customer's server, whose name is unique; 0 when there is none. */
byte mark = 1;
byte server;

/* Requests on their way, one of each kind: they outlive their senders. */
byte lateFrom, lateTo;		/* a move of the mark */
byte ordering;			/* a job's order */
bit orderedBy;			/* by this installation */

/* The installations' tasks. */
byte from[2], to[2];		/* a move of the mark: what it replaces, and by what */
/* What a decision that is in the store waits for the mark to move for. */
mtype:act = { nothing, commitReady, delete, believe }
mtype:act act[2] = nothing;
bit covers[2];			/* the move began with or after the decision */
bit entitled[2];		/* that move was made a moment ago: what it covers may be done */

/* What is true, whoever knows it. */
bit served[3];		/* some installation told the customer that this job's server is ready */
bit ended[3];		/* the customer, or a person at Hetzner's console, gave it up */
bit copied;		/* there is a copy, or a second database */
bit calm;		/* mistakes have ended: nobody dies, and no answer is lost */

byte name[13];
byte names;

inline rename(m) {
	if
	:: m == 0
	:: m != 0 && name[m] != 0 -> m = name[m]
	:: m != 0 && name[m] == 0 -> names++; name[m] = names; m = names
	fi
}

inline clear() {
	names = 0;
	do
	:: names < 13 -> name[names] = 0; names++
	:: else -> break
	od;
	names = 0
}

/* Numbers the marks in their order of appearance, so that states that differ in names only are one. */
inline renumber() {
	d_step {
		rename(mark);
		rename(db[0].last); rename(db[0].next); rename(db[1].last); rename(db[1].next);
		rename(from[0]); rename(to[0]); rename(from[1]); rename(to[1]); rename(lateFrom); rename(lateTo);
		clear()
	}
}
/* Eleven places hold a mark, so none is 12. A fresh one is renumbered at once. */
#define FRESH 12

/* The process gives up its task, or dies; what is on its way goes on. */
inline rest() {
	d_step {
		entitled[i] = false; covers[i] = false; act[i] = nothing; from[i] = 0; to[i] = 0;
		renumber()
	}
}

inline observe() {
#ifdef SHARED
	/* Deaths, lost answers and two processes on one file never need a person. */
	assert(false);
#endif
	DB.observing = true
}

/* Deletes the server. Whoever was told that it is ready keeps it, until they or a person give it up. */
inline remove() {
	assert(!served[server] || ended[server]);
	server = 0
}

#define SETTLED(f) (f.line != deleting && f.job != work && f.job != finish && f.job != undo && f.job != released)

proctype Installation(byte i) {
again:
	do
	/* The order of a deploy whose intent stands in the ledger, after a look at the witness. */
	:: atomic { DB.job == work && DB.line == intended && ACTIVE && SEEN && ordering == 0 &&
		(!calm || server != DB.id) ->
		assert(!DB.observing); ordering = DB.id; orderedBy = i }
	/* The answer, or a look by name and label after it was lost. */
	:: atomic { DB.job == work && DB.line == intended && server == DB.id -> DB.line = created }
	/* The server works. The job is not undone by itself from here on. */
	:: atomic { DB.job == work && DB.line == created && ACTIVE -> DB.job = finish; act[i] = commitReady; goto move }
	:: atomic { DB.job == finish && ACTIVE -> act[i] = commitReady; goto move }
	/* The deploy failed, is late, or was canceled. */
	:: atomic { UNDOABLE && ACTIVE -> DB.job = undo; DB.line = deleting; act[i] = delete; goto move }
	:: atomic { DB.line == deleting && ACTIVE -> act[i] = delete; goto move }
	:: atomic { (DB.job == undo || DB.job == released) && DB.line == gone -> DB.job = over }
	/* A round. */
	:: atomic { ACTIVE && (!calm || SETTLED(DB)) -> act[i] = believe; goto move }
	od;

move:
#ifdef WITNESS_NOT_LOOKED_AT
	atomic { entitled[i] = true; goto perform };
#endif
#ifdef JOBS_EXEMPT
	/* As written: what is a job's own needs no witness. */
	if
	:: atomic { act[i] == commitReady || act[i] == delete -> entitled[i] = true; goto perform }
	:: act[i] == believe
	fi;
#endif
	/* The mark moves: intended in the store, then at Hetzner, then recorded. */
	atomic {
		if
		:: !ACTIVE || STUCK -> rest(); goto again
		:: ACTIVE && !STUCK
		fi;
		d_step {
			if
			:: DB.next == 0 -> DB.next = FRESH; covers[i] = true
			:: DB.next != 0 ->
#ifdef INTENT_REPLACED
				DB.next = FRESH; covers[i] = true
#else
				/* A move is unfinished; it may have begun before this decision. Finish it, then begin another. */
				covers[i] = EARLIER_COVERS
#endif
			fi;
			from[i] = DB.last; to[i] = DB.next;
			renumber()
		}
	};
#ifdef MARK_BY_PUT
	/* As written: look, then write. */
	if
	:: atomic { mark != from[i] && mark != to[i] -> goto refused }
	:: mark == from[i] || mark == to[i]
	:: atomic { !calm -> rest(); goto again }
	fi;
	if
	:: atomic { mark = to[i]; entitled[i] = covers[i]; renumber() }
#ifdef LATE
	:: atomic { !calm && lateTo == 0 -> lateFrom = from[i]; lateTo = to[i]; rest(); goto again }
#endif
	fi;
#else
	/* Replaces exactly the one mark, or nothing; how Hetzner does that is mark.pml's subject. */
	if
	:: atomic { mark == from[i] || mark == to[i] -> mark = to[i]; entitled[i] = covers[i]; renumber() }
	:: atomic { mark != from[i] && mark != to[i] -> goto refused }
#ifdef LATE
	:: atomic { !calm && lateTo == 0 -> lateFrom = from[i]; lateTo = to[i]; rest(); goto again }
#endif
	:: atomic { !calm -> rest(); goto again }
	fi;
#endif
	if
	:: atomic { true ->
		if
		:: DB.last == from[i] && DB.next == to[i] -> DB.last = to[i]; DB.next = 0
		:: else
		fi;
		from[i] = 0; to[i] = 0; renumber();
		if
		:: covers[i] -> goto perform
		:: else -> goto move
		fi
	}
	:: atomic { !calm -> rest(); goto again }
	fi;

refused:
	/* Unless a later move of this very file replaced it, somebody lives on a copy. */
	atomic {
		if
		:: DB.last == from[i] && DB.next == to[i] -> observe()
		:: else
		fi;
		rest(); goto again
	};

#define PERFORMS ((act[i] == commitReady && DB.job == finish) || (act[i] == delete && DB.line == deleting && \
	(server == DB.id || ordering != DB.id || !MINE)) || \
	(act[i] == believe && DB.job == ready && server != DB.id))

perform:
	if
	:: atomic { act[i] == commitReady && DB.job == finish && ACTIVE ->
		/* Nobody else has undone it. */
		assert(server == DB.id || ended[DB.id]);
		DB.job = ready; served[DB.id] = true; rest(); goto again }
	:: atomic { act[i] == delete && DB.line == deleting && ACTIVE && server == DB.id ->
		assert(!DB.observing); remove(); rest(); goto again }
	/* 404, and no order of this file is on its way any more. */
	:: atomic { act[i] == delete && DB.line == deleting && ACTIVE && NOT_FOUND && (ordering != DB.id || !MINE) ->
		assert(server != DB.id && !DB.observing); DB.line = gone; rest(); goto again }
	/* The server of a ready deploy is missing. */
	:: atomic { act[i] == believe && DB.job == ready && DB.line == created && ACTIVE && NOT_FOUND &&
		(ordering != DB.id || !MINE) ->
		assert(server != DB.id && !DB.observing); DB.line = gone; DB.job = over; rest(); goto again }
	/* A server that this file has no line for is told. */
	:: atomic { act[i] == believe && server != 0 && (server != DB.id || DB.line == none || DB.line == gone) ->
		assert(copied);
#ifdef UNTRACKED_DELETED
		remove();
#endif
		rest(); goto again }
	/* Nothing to do; or the time for which a mark entitles is over; or the process dies. */
	:: atomic { !calm || !PERFORMS -> rest(); goto again }
	fi
}

proctype Network() {
end:
	do
	:: d_step { lateTo != 0 ->
		if
#ifdef MARK_BY_PUT
		:: true -> mark = lateTo
#else
		:: mark == lateFrom -> mark = lateTo
		:: else
#endif
		fi;
		lateFrom = 0; lateTo = 0; renumber() }
	:: d_step { ordering != 0 ->
		if
		:: server == 0 -> server = ordering
		:: else
		fi;
		ordering = 0; orderedBy = 0 }
	od
}

#define USED(j) (server == j || db[0].id == j || db[1].id == j || ordering == j)
#if defined(LONG) || (defined(SHARED) && !defined(LIVENESS))
#define MAY_DEPLOY(f) ((db[f].job == idle || (db[f].job == over && db[f].line == gone)) && !db[f].observing)
#else
#define MAY_DEPLOY(f) (db[f].job == idle && !db[f].observing)
#endif

inline deploy(f, j) {
	d_step {
		db[f].id = j; db[f].job = work; db[f].line = intended; served[j] = false; ended[j] = false
	}
}

inline copy(f, g) {
	d_step {
		db[g].job = db[f].job; db[g].id = db[f].id; db[g].line = db[f].line; db[g].last = db[f].last;
		db[g].next = db[f].next; db[g].observing = db[f].observing; copied = true; renumber()
	}
}

inline resume(f) {
	d_step {
		db[f].observing = false; db[f].next = 0;
#ifndef RESUME_CONTINUES
		/* What this file left unfinished may contradict what it doesn't know. */
		if
		:: db[f].job == ready || db[f].job == idle || db[f].job == over
		:: else -> db[f].job = parked;
			if
			:: db[f].line == gone || db[f].line == none
			:: else -> db[f].line = kept
			fi
		fi;
#endif
		mark = FRESH; db[f].last = FRESH; renumber()
	}
}

#define KEEPABLE(f) (db[f].job == parked && db[f].line == kept && !db[f].observing && server == db[f].id)

inline keep(f) {
	d_step { db[f].job = ready; db[f].line = created; served[server] = true }
}

inline releaseParked(f) {
	d_step { db[f].job = released; db[f].line = deleting; ended[server] = true }
}

proctype World() {
end:
	do
	/* The customer deploys, and deletes. */
	:: atomic { MAY_DEPLOY(0) && !USED(1) -> deploy(0, 1) }
	:: atomic { MAY_DEPLOY(0) && USED(1) && !USED(2) -> deploy(0, 2) }
	:: atomic { db[0].job == ready -> db[0].job = released; db[0].line = deleting; ended[db[0].id] = true }
	/* Somebody deletes the server at Hetzner's console. */
	:: atomic { server != 0 && served[server] -> ended[server] = true; server = 0 }
#ifdef LIVENESS
	:: atomic { !calm -> calm = true }
#endif
#ifndef SHARED
	:: atomic { MAY_DEPLOY(1) && !USED(1) -> deploy(1, 1) }
	:: atomic { MAY_DEPLOY(1) && USED(1) && !USED(2) -> deploy(1, 2) }
	:: atomic { db[1].job == ready -> db[1].job = released; db[1].line = deleting; ended[db[1].id] = true }
	/* A copy over the file of an installation that rests. */
	:: atomic { act[1] == nothing -> copy(0, 1) }
#ifdef LONG
	:: atomic { act[0] == nothing -> copy(1, 0) }
#endif
	/* A person looked at what the sweep lists, stopped the other installation or waited until what it was
	   entitled to is over, and says --resume. */
	:: atomic { db[0].observing && QUIET -> resume(0) }
	:: atomic { db[1].observing && QUIET -> resume(1) }
	/* And keeps the server of a parked job for its customer, or gives it up. */
	:: atomic { KEEPABLE(0) -> keep(0) }
	:: atomic { KEEPABLE(1) -> keep(1) }
	:: atomic { KEEPABLE(0) -> releaseParked(0) }
	:: atomic { KEEPABLE(1) -> releaseParked(1) }
#endif
	od
}

init {
	atomic {
		db[0].job = idle; db[0].line = none; db[0].last = 1; db[1].job = idle; db[1].line = none;
#ifndef SHARED
		copied = true;
#endif
		run Network(); run World(); run Installation(0); run Installation(1)
	}
}

#ifdef LIVENESS
/* Once mistakes have ended, jobs end and deletions are done. */
#define SETTLED_ONCE_CALM (!calm || (SETTLED(db[0])))
ltl settles { [] <> SETTLED_ONCE_CALM }
#endif
