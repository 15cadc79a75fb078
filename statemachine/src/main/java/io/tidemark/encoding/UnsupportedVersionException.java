package io.tidemark.encoding;

/** The bytes were written by a later version of Tidemark. The way out is to upgrade this node. */
public final class UnsupportedVersionException extends EncodingException {

  private static final long serialVersionUID = 1L;

  private UnsupportedVersionException(String message) {
    super(message);
  }

  static UnsupportedVersionException ofVersion(String what, long found, int known) {
    return new UnsupportedVersionException(
        "%s has format version %s, this node knows up to %s; upgrade this node"
            .formatted(what, Long.toString(found), Integer.toString(known)));
  }

  static UnsupportedVersionException ofWord(String what, String word) {
    return new UnsupportedVersionException(
        "%s '%s' is not known to this node; it was written by a later version; upgrade this node"
            .formatted(what, word));
  }
}
