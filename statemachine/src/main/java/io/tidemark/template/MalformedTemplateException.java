package io.tidemark.template;

/**
 * A template that is none, or that could print one string twice. The message says where and why.
 */
public final class MalformedTemplateException extends Exception {

  private static final long serialVersionUID = 1;

  MalformedTemplateException(String message) {
    super(message);
  }
}
