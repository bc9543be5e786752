{% macro postgres__hold_build() -%}
    do $$
    begin
        perform 1 from {{ build_state("builds") }}
        where invocation_id = '{{ invocation_id }}' and state = 'running'
        for share;
        if not found then
            raise exception 'this build lost its lock: its connection was cut, or dbt runs without the plugin of the project'
            using hint = 'run it again with the environment of the project (.venv/bin/dbt)';
        end if;
    end
    $$
{%- endmacro %}
