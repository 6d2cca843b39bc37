#!/usr/bin/env python3
"""Checks a Waybill evidence pack, by docs/audit.md alone. Needs Python 3.9 and the package 'cryptography'.

    python3 verify.py PACK [--log-key NAME+ID+KEY]

Exit code 0: holds; 1: does not hold; 2: holds, but no log key was given, so nobody vouches for it; 3: cannot be read.
"""
import argparse, base64, hashlib, json, re, sys, unicodedata
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Unreadable(Exception):
    """The file is no evidence pack."""


class Fails(Exception):
    """Something does not hold."""


def need(condition, why):
    if not condition:
        raise Fails(why)


def sha256(data):
    return hashlib.sha256(data).digest()


# ---- canonical JSON: RFC 8785 over strings, integers within 2^53-1, booleans, arrays, objects


def canonical(value, depth=1):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if abs(value) > 2**53 - 1:
            raise Unreadable("an integer beyond 2^53-1")
        return str(value)
    if isinstance(value, str):
        if any("\ud800" <= c <= "\udfff" for c in value) or unicodedata.normalize("NFC", value) != value:
            raise Unreadable("a string with a lone surrogate, or not in form NFC")
        short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
        return '"' + "".join(
            short.get(ord(c)) or ("\\u%04x" % ord(c) if ord(c) < 32 else c) for c in value) + '"'
    if depth > 8:
        raise Unreadable("nested deeper than 8")
    if isinstance(value, list):
        return "[" + ",".join(canonical(v, depth + 1) for v in value) + "]"
    if isinstance(value, dict):
        # By UTF-16 code units, which big-endian bytes compare as.
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(canonical(n) + ":" + canonical(value[n], depth + 1) for n in names) + "}"
    raise Unreadable("null, or a number with a fraction or exponent")


def encode(value):
    return canonical(value).encode("utf-8")


def read_object(line):
    try:
        value = json.loads(line.decode("utf-8"), parse_float=lambda text: None)
    except (ValueError, RecursionError) as e:
        raise Unreadable("no JSON: %s" % e)
    if not isinstance(value, dict) or encode(value) != line:
        raise Unreadable("not an object in canonical form")
    return value


# ---- Ed25519, strict: the library has the equation without cofactor; the checks of encodings and order are here

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def decode_point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and sign):
        return None
    return (P - x if x & 1 != sign else x), y


def add(a, b):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    p, q = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    r, s = 2 * D * t1 * t2 % P, 2 * z1 * z2 % P
    e, f, g, h = q - p, s - r, s + r, q + p
    return e * f % P, g * h % P, f * g % P, e * h % P


def has_full_order(data):
    point = decode_point(data)
    if point is None or point[0] == 0:
        return False
    doubled, total, n = (point[0], point[1], 1, point[0] * point[1] % P), (0, 1, 1, 0), L
    while n:
        if n & 1:
            total = add(total, doubled)
        doubled, n = add(doubled, doubled), n >> 1
    return total[0] == 0 and total[1] == total[2]


def verifies(key, message, signature):
    if len(key) != 32 or len(signature) != 64 or not has_full_order(key):
        return False
    if decode_point(signature[:32]) is None or int.from_bytes(signature[32:], "little") >= L:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return True
    except InvalidSignature:
        return False


def thumbprint(key):
    x = base64.urlsafe_b64encode(key).rstrip(b"=").decode()
    jwk = '{"crv":"Ed25519","kty":"OKP","x":"%s"}' % x
    return base64.urlsafe_b64encode(sha256(jwk.encode())).rstrip(b"=").decode()


# ---- the log: signed notes, proofs, RFC 6962


def unbase64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Fails("not base64: " + text)
    need(base64.b64encode(data).decode() == text, "not canonical base64: " + text)
    return data


def read_vkey(text):
    match = re.fullmatch(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)", text)
    need(match, "a log key is NAME+ID+KEY")
    name, key_id, material = match[1], match[2], unbase64(match[3])
    need(len(material) == 33 and material[0] == 1, "not an Ed25519 key of kind 1")
    need(sha256(name.encode() + b"\n" + material)[:4].hex() == key_id, "the id is not that of the key")
    return name, bytes.fromhex(key_id), material[1:]


def open_note(note, vkey, what):
    """The text of a note, once the log's key has signed it."""
    name, key_id, key = vkey
    blank = note.rfind("\n\n")
    need(blank >= 0 and note.endswith("\n"), what + " is no signed note")
    text, held = note[:blank + 1], False
    for line in note[blank + 2:-1].split("\n"):
        match = re.fullmatch("\u2014 (\\S+) (\\S+)", line)
        need(match, what + ": a line of signature is wrong")
        signature = unbase64(match[2])
        if match[1] == name and signature[:4] == key_id:
            need(verifies(key, text.encode(), signature[4:]), what + " is not signed by the log's key")
            held = True
    need(held, what + " is not signed by the log's key")
    return text


def leaf_hash(data):
    return sha256(b"\0" + data)


def node_hash(left, right):
    return sha256(b"\1" + left + right)


def is_included(leaf, index, size, path, root):
    """RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    fn, sn, found = index, size - 1, leaf
    for sibling in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = node_hash(sibling, found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node_hash(found, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and found == root


def check_log(pack, vkey, digest):
    """The leaf's place in the log."""
    head, _, checkpoint = pack["log_proof"].partition("\n\n")
    lines = head.split("\n")
    need(lines[0] == "c2sp.org/tlog-proof@v1", "log_proof is of an unknown version")
    if len(lines) > 1 and lines[1].startswith("extra "):
        unbase64(lines.pop(1)[6:])
    index = re.fullmatch("index (0|[1-9][0-9]*)", lines[1]) if len(lines) > 1 else None
    need(index, "log_proof has no index")
    text = open_note(checkpoint, vkey, "the checkpoint").split("\n")
    need(len(text) >= 4 and text[0] == vkey[0] and re.fullmatch("0|[1-9][0-9]*", text[1]), "the checkpoint is of another log")
    place, size = int(index[1]), int(text[1])
    need(is_included(leaf_hash(digest), place, size, [unbase64(h) for h in lines[2:]], unbase64(text[2])),
         "the proof does not lead to the checkpoint's root")
    return place


# ---- keys and signatures


def moment(text):
    need(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text), "no moment: " + text)
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError:
        raise Fails("no moment: " + text)


def check_key(pack, vkey, key_id, purpose, signed_after, place):
    """The public key, if the history that the log signed has it for this purpose."""
    match = re.fullmatch("ed25519:([0-9a-f]{64})", pack["public_key"])
    need(match, "public_key is not written as a key")
    key = bytes.fromhex(match[1])
    need(has_full_order(key), "public_key is weak")
    need(thumbprint(key) == key_id, "public_key is not the key that was named when signing")
    lines = open_note(pack["keys"], vkey, "the history of keys").split("\n")
    need(len(lines) == 4 and lines[:2] == ["waybill-keys/1", vkey[0]], "the history of keys is of another log")
    known = [jwk for jwk in read_object(lines[2].encode())["keys"] if jwk["kid"] == key_id]
    need(len(known) == 1, "the key is not in the history")
    need(known[0]["purpose"] == purpose, "the key is for %s, not for %s" % (known[0]["purpose"], purpose))
    until = known[0].get("valid_until")
    need(until is None or moment(until) >= moment(signed_after), "the key was retired before what it signs")
    revoked = known[0].get("revoked_at_log_size")
    need(revoked is None or place < revoked, "the key was revoked before this was logged")
    return key


def check_signature(key, text, message, what):
    match = re.fullmatch("ed25519:([0-9a-f]{128})", text)
    need(match and verifies(key, message, bytes.fromhex(match[1])), "not the signature of " + what)


# ---- receipts

RECEIPT = {
    "account": str, "attestation_type": str, "batch": str, "commitments": dict, "energy": dict, "engine": dict,
    "finished_at": str, "index": int, "key_id": str, "labels": dict, "model": str, "model_sha256": str,
    "outcome": str, "price_nanos": str, "receipt_id": str, "reused_receipt": str, "started_at": str, "version": str}
ALWAYS = ["account", "attestation_type", "finished_at", "key_id", "model", "outcome", "price_nanos", "receipt_id", "version"]
OUTCOMES = ["succeeded", "failed", "cancelled", "expired", "reused"]
DOMAINS = {"input": 1, "output": 2, "parameters": 3}


def check_receipt(receipt):
    need(len(encode(receipt)) <= 16384, "a receipt over 16 KiB")
    need(receipt.get("version") == "waybill-receipt/1", "a receipt of an unknown version")
    for name in ALWAYS:
        need(name in receipt, "a receipt without " + name)
    for name, value in receipt.items():
        need(type(value) is RECEIPT.get(name), "a receipt with an unknown or wrong " + name)
    need(receipt["attestation_type"] in ("platform_observed", "client_asserted"), "an unknown attestation_type")
    need(receipt["outcome"] in OUTCOMES, "an unknown outcome")
    need(("reused_receipt" in receipt) == (receipt["outcome"] == "reused"), "reused_receipt does not fit the outcome")
    need(("batch" in receipt) == ("index" in receipt), "batch and index stand together")
    need(re.fullmatch("0|[1-9][0-9]{0,18}", receipt["price_nanos"]), "price_nanos is no amount")
    need(re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", receipt["receipt_id"]), "receipt_id is none")
    moment(receipt["finished_at"])
    if "started_at" in receipt:
        moment(receipt["started_at"])
    for kind, value in receipt.get("commitments", {}).items():
        need(kind in DOMAINS and re.fullmatch("[0-9a-f]{64}", str(value)), "a commitment is wrong")
    energy = receipt.get("energy")
    if energy is not None:
        need(sorted(energy) == ["basis", "nanograms_co2e", "nanograms_co2e_saved", "nanowatt_hours"], "energy is wrong")
        need(energy["basis"] in ("measured", "estimated"), "energy.basis is unknown")
    asserted = receipt["attestation_type"] == "client_asserted"
    need(not asserted or ("batch" not in receipt and (energy or {}).get("basis") != "measured"), "an assertion that was observed")


def check_openings(receipt, openings):
    for kind, opening in openings.items():
        need(kind in DOMAINS and sorted(opening) == ["salt", "sha256"], "an opening is wrong")
        made = sha256(bytes([DOMAINS[kind]]) + bytes.fromhex(opening["salt"]) + bytes.fromhex(opening["sha256"]))
        need(receipt.get("commitments", {}).get(kind) == made.hex(), "the %s does not make its commitment" % kind)


def check_statement(statement):
    need(sorted(set(statement) - {"outcomes"}) == ["account", "batch", "closed_at", "count", "key_id", "price_nanos", "root", "version"],
         "the statement has wrong members")
    need(statement["version"] == "waybill-batch/1", "a statement of an unknown version")
    outcomes = statement.get("outcomes", {})
    need(all(o in OUTCOMES and n > 0 for o, n in outcomes.items()), "the statement's outcomes are wrong")
    need(sum(outcomes.values()) == statement["count"], "the statement's outcomes do not add up")


def check_receipt_pack(pack, vkey):
    rest = {name: value for name, value in pack.items() if name != "digest"}
    need(pack["digest"] == "sha256:" + sha256(encode(rest)).hex(), "the digest is wrong: something was changed")
    allowed = {"batch", "customer_trace_id", "digest", "environment", "format", "keys", "kind", "log_key", "log_proof", "openings",
               "payload", "prompt_version_id", "public_key", "public_route_label", "record_id", "run_id", "signature", "verification_method"}
    need(set(pack) <= allowed, "the pack has unknown members")
    receipt = pack["payload"]
    check_receipt(receipt)
    need(pack["record_id"] == receipt["receipt_id"], "record_id is not the receipt's")
    for name in ("customer_trace_id", "environment", "prompt_version_id", "public_route_label", "run_id"):
        says = receipt.get("labels", {}).get(name)
        if name == "run_id" and "batch" in receipt:
            says = receipt["batch"]
        need(name not in pack or pack[name] == says, name + " is not what the receipt says")
    message = encode(receipt)
    place = check_log(pack, vkey, sha256(message))
    asserted = receipt["attestation_type"] == "client_asserted"
    key = check_key(pack, vkey, receipt["key_id"], "assertions" if asserted else "receipts", receipt["finished_at"], place)
    need("signature" in pack or "batch" in pack, "nothing is signed")
    if "signature" in pack:
        check_signature(key, pack["signature"], message, "the receipt")
    if "batch" in pack:
        need(sorted(pack["batch"]) == ["proof", "signature", "statement"], "batch has wrong members")
        statement = pack["batch"]["statement"]
        check_statement(statement)
        for name in ("batch", "account", "key_id"):
            need(receipt.get(name) == statement[name], "the statement is of another " + name)
        path = [bytes.fromhex(h) for h in pack["batch"]["proof"]]
        need(all(len(h) == 32 and h.hex() == text for h, text in zip(path, pack["batch"]["proof"])), "batch.proof is wrong")
        need(is_included(leaf_hash(sha256(message)), receipt["index"], statement["count"], path, bytes.fromhex(statement["root"])),
             "batch.proof does not lead to the statement's root")
        check_signature(key, pack["batch"]["signature"], encode(statement), "the statement")
    check_openings(receipt, pack.get("openings", {}))
    return "receipt %s: %s, %s" % (receipt["receipt_id"], receipt["outcome"], receipt["attestation_type"])


def check_batch_pack(pack, lines, vkey):
    allowed = {"format", "keys", "kind", "log_key", "log_proof", "public_key", "signature", "statement", "verification_method"}
    need(set(pack) == allowed, "the first line has wrong members")
    statement = pack["statement"]
    check_statement(statement)
    message = encode(statement)
    place = check_log(pack, vkey, sha256(message))
    key = check_key(pack, vkey, statement["key_id"], "receipts", statement["closed_at"], place)
    check_signature(key, pack["signature"], message, "the statement")
    digest, edge, count, outcomes, price = hashlib.sha256(encode(pack) + b"\n"), [], 0, {}, 0
    for line in lines:
        if not line.endswith(b"\n"):
            raise Unreadable("the pack ends in the middle of a line")
        read = read_object(line[:-1])
        if "kind" in read:
            need(read == {"digest": "sha256:" + digest.hexdigest(), "format": "waybill-evidence/1", "kind": "end", "receipts": count},
                 "the last line is wrong: something was changed")
            break
        digest.update(line)
        need(set(read) <= {"payload", "openings"}, "a line has unknown members")
        receipt = read["payload"]
        check_receipt(receipt)
        need([receipt.get(n) for n in ("batch", "index", "account", "key_id", "attestation_type")]
             == [statement["batch"], count, statement["account"], statement["key_id"], "platform_observed"],
             "receipt %d is of another batch, place, account, key or kind" % count)
        check_openings(receipt, read.get("openings", {}))
        outcomes[receipt["outcome"]] = outcomes.get(receipt["outcome"], 0) + 1
        price += int(receipt["price_nanos"])
        node, n = leaf_hash(sha256(encode(receipt))), count
        while n & 1:
            node, n = node_hash(edge.pop(), node), n >> 1
        edge.append(node)
        count += 1
    else:
        raise Unreadable("the last line is missing")
    if next(lines, None) is not None:
        raise Unreadable("something follows the last line")
    root = edge.pop() if edge else sha256(b"")
    while edge:
        root = node_hash(edge.pop(), root)
    need(root.hex() == statement["root"], "the receipts do not make the statement's root")
    need(outcomes == statement.get("outcomes", {}) and str(price) == statement["price_nanos"], "outcomes or prices do not add up")
    return "batch %s: %d receipts" % (statement["batch"], count)


def check(stream, log_key):
    lines = iter(stream.readline, b"")
    first = next(lines, b"")
    pack = read_object(first[:-1] if first.endswith(b"\n") else first)
    if pack.get("format") != "waybill-evidence/1" or pack.get("verification_method") != "jcs-ed25519":
        raise Unreadable("of an unknown format or scheme")
    try:
        need(log_key is None or pack["log_key"] == log_key, "the pack is of another log: " + str(pack["log_key"]))
        vkey = read_vkey(pack["log_key"])
        if pack["kind"] == "receipt":
            if next(lines, None) is not None:
                raise Unreadable("something follows the pack")
            return check_receipt_pack(pack, vkey)
        if pack["kind"] == "batch" and first.endswith(b"\n"):
            return check_batch_pack(pack, lines, vkey)
        raise Unreadable("of an unknown kind, or cut off")
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as e:
        raise Fails("a member is missing or wrong: %r" % e)


def main():
    arguments = argparse.ArgumentParser(description="Checks a Waybill evidence pack.")
    arguments.add_argument("pack")
    arguments.add_argument("--log-key", help="NAME+ID+KEY, from a source that is not the pack")
    given = arguments.parse_args()
    try:
        with open(given.pack, "rb") as stream:
            subject = check(stream, given.log_key)
    except Fails as e:
        print("does not hold: %s" % e)
        return 1
    except (Unreadable, OSError) as e:
        print("cannot be read: %s" % e)
        return 3
    print(subject)
    print("holds" if given.log_key else "not authenticated: give --log-key, from a source that is not the pack")
    return 0 if given.log_key else 2


if __name__ == "__main__":
    sys.exit(main())
