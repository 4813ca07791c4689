"""Airflow 2.4 or newer: one tick of RefSpark's retraining a day, named by the day.

Copy this file into the DAGs' folder of a machine that has RefSpark in /opt/refspark, or set the variables
refspark_home, refspark_conf and refspark_registry. A task that is run again goes on with its tick, or does nothing where
that was decided.
"""

from datetime import datetime, timedelta, timezone

from airflow import DAG
from airflow.models import Variable
from airflow.operators.bash import BashOperator

with DAG(
    dag_id="refspark_retrain",
    description="New data, a candidate, promoted or kept back",
    schedule="30 2 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    # Ticks go forward: data that came until a later one were looked at by that.
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=10)},
    tags=["refspark"],
) as dag:
    BashOperator(
        task_id="tick",
        bash_command='"$REFSPARK_HOME/deploy/schedule/retrain.sh" "$CONF" "$REGISTRY" --tick "$TICK"',
        env={
            "REFSPARK_HOME": Variable.get("refspark_home", "/opt/refspark"),
            "CONF": Variable.get("refspark_conf", "/etc/refspark/retrain.conf"),
            "REGISTRY": Variable.get("refspark_registry", "/data/registry"),
            "TICK": "{{ data_interval_end.isoformat() }}",
        },
        append_env=True,
        execution_timeout=timedelta(hours=20),
    )
