/**
 * A template for a model that has none, like ChatML. Turns end with the token that ends texts: a vocabulary that nobody can add to has that one, the
 * model knows what it means, and every program stops there. The marks around roles are plain text.
 *
 * @param addsBos whether the tokenizer puts a token before a text: transformers leaves that to the template
 */
export const defaultChatTemplate = (addsBos: boolean): string =>
  `${addsBos ? '{{ bos_token }}' : ''}{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' }}{% if message['role'] == 'assistant' %}{% generation %}{{ message['content'] + eos_token }}{% endgeneration %}{% else %}{{ message['content'] + eos_token }}{% endif %}{{ '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;
